import type { QuoteAnswer, QuoteInput } from '../../contract/quotes.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import { type Actor, actsAsTest, ownerOf } from '../../domain/access/principal.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { type PartFile, resolvePartFiles } from '../cad/index.ts'
import { nextNumber } from '../numbering/index.ts'
import { readPart } from '../orders/index.ts'
import { projectForRecord } from '../projects/index.ts'
import type { QuotesOptions } from './options.ts'
import { insertLines, type NewLine } from './parts-store.ts'
import { findQuote, insertQuote } from './quote-store.ts'
import { presentQuote } from './reading.ts'
import { newRequest } from './told.ts'

const readLine = (
  { quantities, ...line }: QuoteInput['lines'][number],
  file: PartFile,
  at: Date,
): NewLine => ({
  id: newId(at),
  ...readPart(line, file),
  breaks: quantities.map((quantity) => ({
    quantity,
    unit_price: null,
    line_total_minor: null,
    lead_time_days: null,
  })),
})

/** A quote begins: a customer's request, `in_review` and told to the shop; or the shop's own, as `draft`. */
export const quoteRequests =
  ({ db, clock, notices, baseUrl }: QuotesOptions) =>
  async (actor: Actor, input: QuoteInput): Promise<QuoteAnswer> => {
    const owner = ownerOf(actor.principal)
    const { workspaceId } = owner
    const isRequest = owner.customerId !== null
    const at = clock.now()
    return db.transaction(async (tx) => {
      const project = await projectForRecord(tx, owner, input.project_id)
      const place = { workspaceId, customerId: project.customer_id, projectId: project.id }
      const files = await resolvePartFiles(tx, place, input.lines)
      const id = newId(at)
      await insertQuote(tx, {
        id,
        workspace_id: workspaceId,
        quote_no: await nextNumber(tx, workspaceId, 'quote', at),
        revision: 1,
        previous_id: null,
        project_id: project.id,
        customer_id: project.customer_id,
        status: isRequest ? 'in_review' : 'draft',
        currency: null,
        valid_until: null,
        note: input.note ?? '',
        is_test: actsAsTest(actor.principal),
        submitted_at: isRequest ? at : null,
        created_at: at,
      })
      await insertLines(
        tx,
        { workspace_id: workspaceId, quote_id: id },
        input.lines.map((line, index) => readLine(line, files[index] as PartFile, at)),
      )
      const row = await findQuote(tx, owner, id)
      if (row === undefined) throw new Error(`quote ${id} is not there after it was made`)
      const after = { quote_no: row.quote_no, status: row.status, customer_id: row.customer_id }
      await recordAudit(tx, { workspaceId, actor, action: 'quote.create', subject: id, after, at })
      if (isRequest) await notices.tellStaff(tx, newRequest(workspaceId, row, input.lines.length, baseUrl()))
      const answer = await presentQuote(tx, owner, row)
      await rememberAnswer(tx, actor.claim, answer)
      return answer
    })
  }
