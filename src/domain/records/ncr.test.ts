import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { moveNcr, type NcrAction, type NcrState, type NcrStatus, type NcrStep, ncrStatuses } from './ncr.ts'

const actions: readonly NcrAction[] = ['start', 'resolve', 'reopen', 'void']

/** Where each action leads; columns in the order of `actions`. */
const table: Record<NcrStatus, readonly (NcrStatus | null)[]> = {
  //            start          resolve     reopen         void
  open: ['in_progress', null, null, 'void'],
  in_progress: [null, 'resolved', null, null],
  resolved: [null, null, 'in_progress', null],
  void: [null, null, null, null],
}

const stepOf = (action: NcrAction): NcrStep =>
  action === 'start'
    ? { action, disposition: 'scrap' }
    : action === 'resolve'
      ? { action, resolution: 'Made anew.', rootCause: 'Worn drill.' }
      : { action }

const inStatus = (status: NcrStatus): NcrState => ({
  status,
  disposition: status === 'open' || status === 'void' ? null : 'rework',
  rootCause: null,
  resolution: status === 'resolved' ? 'Reworked.' : null,
})

const cases = ncrStatuses.flatMap((status) =>
  actions.map((action, index) => [status, action, table[status][index] ?? null] as const),
)

describe('a report', () => {
  it.each(cases)('%s, %s: %s', (status, action, to) => {
    expect(moveNcr(inStatus(status), stepOf(action))?.state.status ?? null).toBe(to)
  })

  test('tells the customer when it is resolved, and only then', () => {
    const told = cases.filter(([status, action]) => moveNcr(inStatus(status), stepOf(action))?.event)
    expect(told).toEqual([['in_progress', 'resolve', 'resolved']])
  })

  test('keeps its root cause when it is resolved again without one', () => {
    const first = moveNcr(inStatus('in_progress'), stepOf('resolve'))?.state as NcrState
    const reopened = moveNcr(first, { action: 'reopen' })?.state as NcrState
    expect(reopened).toMatchObject({ rootCause: 'Worn drill.', resolution: null })
    const again = moveNcr(reopened, { action: 'resolve', resolution: 'Measured.' })?.state
    expect(again).toMatchObject({ rootCause: 'Worn drill.', resolution: 'Measured.' })
  })

  test('random steps never lead to a state that the table of the database refuses', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...actions), { maxLength: 30 }), (steps) => {
        let state = inStatus('open')
        let [resolved, events] = [0, 0]
        for (const action of steps) {
          const moved = moveNcr(state, stepOf(action))
          if (moved === null) continue
          state = moved.state
          if (action === 'resolve') resolved++
          if (moved.event !== null) events++
          expect(state.disposition !== null).toBe(
            state.status === 'in_progress' || state.status === 'resolved',
          )
          expect(state.resolution !== null).toBe(state.status === 'resolved')
        }
        expect(events).toBe(resolved)
      }),
    )
  })
})
