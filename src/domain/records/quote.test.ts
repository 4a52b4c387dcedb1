import { describe, expect, it, test } from 'vitest'
import { decide } from './machine.ts'
import {
  chargeMinor,
  isOver,
  type QuoteAction,
  type QuoteFacts,
  type QuoteStatus,
  quoteGuardHolds,
  quoteMachine,
  quoteStatuses,
} from './quote.ts'

const actions: QuoteAction[] = ['submit', 'price', 'ready', 'revise', 'accept', 'decline', 'expire', 'cancel']

/** Where each action leads, in the order of `actions`; with its guard, if any. */
const table: Record<QuoteStatus, string> = {
  //           submit    price     ready        revise     accept        decline       expire       cancel
  draft:
    '     in_review draft     .            .          .             .             .            cancelled',
  in_review:
    ' .         in_review ready?priced .          .             .             .            cancelled',
  ready:
    '     .         .         .            superseded accepted?open declined?open expired?over cancelled?shop',
  accepted: '  .         .         .            .          .             .             .            .',
  declined: '  .         .         .            .          .             .             .            .',
  expired: '   .         .         .            .          .             .             .            .',
  cancelled: ' .         .         .            .          .             .             .            .',
  superseded: '.         .         .            .          .             .             .            .',
}

const cases = Object.entries(table).flatMap(([from, cells]) =>
  cells
    .trim()
    .split(/ +/)
    .map((cell, index) => [from, actions[index], cell] as [QuoteStatus, QuoteAction, string]),
)

describe('a quote', () => {
  it('is in the table with every status and action', () => {
    expect(cases).toHaveLength(quoteStatuses.length * actions.length)
  })

  it.each(cases)('%s, %s: %s', (from, action, cell) => {
    const step = quoteMachine[from][action]
    const written = step === undefined ? '.' : step.to + (step.guard ? `?${step.guard}` : '')
    expect(written).toBe(cell)
  })

  it('tells the customer when it is ready, and that an acceptance makes an order', () => {
    const events = Object.entries(quoteMachine).flatMap(([from, row]) =>
      Object.entries(row).flatMap(([action, { event }]) => (event ? [`${from} ${action}: ${event}`] : [])),
    )
    expect(events).toEqual(['in_review ready: quote.ready', 'ready accept: order.placed'])
  })
})

const facts: QuoteFacts = {
  validUntil: '2026-06-14',
  today: '2026-06-14',
  allPriced: true,
  byCustomer: true,
}
const over = { ...facts, today: '2026-06-15' }

describe('an offer', () => {
  it('holds to the end of its last day, and without one for good', () => {
    expect(isOver(facts)).toBe(false)
    expect(isOver(over)).toBe(true)
    expect(isOver({ validUntil: null, today: '9999-12-31' })).toBe(false)
  })

  test.each<[QuoteStatus, QuoteAction, QuoteFacts, string]>([
    ['in_review', 'ready', facts, 'ready'],
    ['in_review', 'ready', { ...facts, allPriced: false }, 'priced'],
    ['in_review', 'ready', over, 'priced'],
    ['ready', 'accept', facts, 'accepted'],
    ['ready', 'accept', over, 'open'],
    ['ready', 'decline', over, 'open'],
    ['ready', 'expire', facts, 'over'],
    ['ready', 'expire', over, 'expired'],
    ['ready', 'cancel', facts, 'shop'],
    ['ready', 'cancel', { ...facts, byCustomer: false }, 'cancelled'],
    ['in_review', 'cancel', facts, 'cancelled'],
    ['accepted', 'accept', facts, 'state'],
  ])('%s, %s with %j: %s', (status, action, given, outcome) => {
    const decision = decide(quoteMachine, status, action, (guard) => quoteGuardHolds(guard, given))
    expect('refused' in decision ? decision.refused : decision.to).toBe(outcome)
  })
})

test.each([
  ['discount', 500, -500],
  ['discount', 0, 0],
  ['setup', 500, 500],
  ['tax', 0, 0],
] as const)('a charge of kind %s over %i counts %i', (kind, given, counted) => {
  expect(chargeMinor(kind, given)).toBe(counted)
})
