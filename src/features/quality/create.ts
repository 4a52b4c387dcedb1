import { notFound, Problem } from '../../contract/errors.ts'
import type { NcrAnswer, NcrInput } from '../../contract/ncrs.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, actsAsTest, ownerOf } from '../../domain/access/principal.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { nextNumber } from '../numbering/index.ts'
import { issuedEvent } from './events.ts'
import type { QualityOptions } from './options.ts'
import { presentNcr } from './present.ts'
import { findNcr, insertNcr } from './store.ts'
import { holdOrderLine, holdProject } from './subject-store.ts'

const refused = (path: string, message: string): Problem =>
  new Problem('validation_failed', { errors: [{ path, message }] })

/** What the report is about: a project of the workspace and, where one is named, a line of an order of it. */
async function subjectOf(tx: Tx, workspaceId: string, input: NcrInput) {
  const { project_id, order_line_id, qty_affected } = input
  if ((await holdProject(tx, workspaceId, project_id)) === undefined)
    throw refused('project_id', 'is not a project of this workspace')
  if (order_line_id === undefined) return { order_id: null, order_line_id: null, is_test: false }
  const line = await holdOrderLine(tx, workspaceId, project_id, order_line_id)
  if (line === undefined) throw refused('order_line_id', 'is not a line of an order of this project')
  if (qty_affected > line.quantity)
    throw refused('qty_affected', `must be at most ${line.quantity}, as many as the line has`)
  return { order_id: line.order_id, order_line_id, is_test: line.is_test }
}

/** Opens a report. The customer is told, unless it is internal. */
export async function createNcr(
  { db, clock, engine, baseUrl }: QualityOptions,
  actor: Actor,
  input: NcrInput,
): Promise<NcrAnswer> {
  const owner = ownerOf(actor.principal)
  const { workspaceId } = owner
  const at = clock.now()
  const { project_id, severity, qty_affected, description, internal = false } = input
  return db.transaction(async (tx) => {
    const subject = await subjectOf(tx, workspaceId, input)
    const id = newId(at)
    const ncr_no = await nextNumber(tx, workspaceId, 'ncr', at)
    await insertNcr(tx, {
      ...{ id, ncr_no, project_id, severity, qty_affected, description, internal, ...subject },
      workspace_id: workspaceId,
      is_test: subject.is_test || actsAsTest(actor.principal),
      status: 'open',
      disposition: null,
      root_cause: null,
      resolution: null,
      created_at: at,
      resolved_at: null,
    })
    const ncr = await findNcr(tx, owner, id)
    if (ncr === undefined) throw notFound()
    const { project_no, order_no } = ncr
    const after = { ncr_no, project_no, order_no, severity, qty_affected, internal }
    await recordAudit(tx, { workspaceId, actor, action: 'ncr.create', subject: id, after, at })
    if (!internal) await engine.enqueue(tx, [issuedEvent(ncr, ncr.is_test, baseUrl())])
    const answer = presentNcr(ncr)
    await rememberAnswer(tx, actor.claim, answer)
    return answer
  })
}
