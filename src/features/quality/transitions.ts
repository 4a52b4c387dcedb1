import { invalidTransition, notFound } from '../../contract/errors.ts'
import type { NcrAnswer } from '../../contract/ncrs.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, actsAsTest, ownerOf } from '../../domain/access/principal.ts'
import { moveNcr, type NcrAction, type NcrState, type NcrStep } from '../../domain/records/ncr.ts'
import { recordAudit } from '../audit/index.ts'
import { resolvedEvent } from './events.ts'
import type { QualityOptions } from './options.ts'
import { presentNcr } from './present.ts'
import { lockNcr, type NcrChange, type SeenNcr, updateNcr } from './store.ts'

/** For the sentence of a refusal: the report cannot be … now. */
const participle: Readonly<Record<NcrAction, string>> = {
  start: 'started',
  resolve: 'resolved',
  reopen: 'reopened',
  void: 'voided',
}

const stateOf = ({ status, disposition, root_cause, resolution }: SeenNcr): NcrState => ({
  status,
  disposition,
  rootCause: root_cause,
  resolution,
})

const changeTo = ({ status, disposition, rootCause, resolution }: NcrState, at: Date): NcrChange => ({
  status,
  disposition,
  root_cause: rootCause,
  resolution,
  resolved_at: status === 'resolved' ? at : null,
})

/** Members that differ, as the audit log keeps them. */
function differences(before: SeenNcr, change: NcrChange) {
  const members = (['status', 'disposition', 'root_cause', 'resolution'] as const).filter(
    (member) => before[member] !== change[member],
  )
  const pick = (from: NcrChange) => Object.fromEntries(members.map((member) => [member, from[member]]))
  return { before: pick(before), after: pick(change) }
}

async function hold(tx: Tx, actor: Actor, id: string): Promise<SeenNcr> {
  const ncr = await lockNcr(tx, ownerOf(actor.principal), id)
  if (ncr === undefined) throw notFound()
  return ncr
}

/** Takes a report one step on. The customer is told that it is resolved, unless it is internal. */
export async function stepNcr(
  { db, clock, engine, baseUrl }: QualityOptions,
  actor: Actor,
  id: string,
  step: NcrStep,
): Promise<NcrAnswer> {
  const at = clock.now()
  return db.transaction(async (tx) => {
    const before = await hold(tx, actor, id)
    const moved = moveNcr(stateOf(before), step)
    if (moved === null) throw invalidTransition('report', before.status, participle[step.action])
    const change = changeTo(moved.state, at)
    if ((await updateNcr(tx, before, change)) === 0) throw notFound()
    const after = { ...before, ...change }
    await recordAudit(tx, {
      workspaceId: before.workspace_id,
      actor,
      action: `ncr.${step.action}`,
      subject: id,
      ...differences(before, change),
      at,
    })
    const isTest = before.is_test || actsAsTest(actor.principal)
    if (moved.event !== null && !before.internal)
      await engine.enqueue(tx, [resolvedEvent(after, isTest, baseUrl())])
    return presentNcr(after)
  })
}
