import type { QuoteAnswer } from '../../contract/quotes.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import { type Actor, actsAsTest } from '../../domain/access/principal.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import type { QuotesOptions } from './options.ts'
import { insertCharges, insertLines, listCharges, listLines } from './parts-store.ts'
import { findQuote, insertQuote } from './quote-store.ts'
import { presentQuote } from './reading.ts'
import { standFor, take } from './steps.ts'

/**
 * A new revision, `in_review`, with the parts and prices of the old one to begin with; the old one is superseded in the
 * same transaction. The customer sees prices again when the new one is ready.
 */
export const quoteRevisions =
  ({ db, clock }: QuotesOptions) =>
  async (actor: Actor, id: string): Promise<QuoteAnswer> =>
    db.transaction(async (tx) => {
      const standing = await standFor(tx, clock, actor, id, 'revise')
      const { owner, quote, at } = standing
      const { workspaceId } = owner
      const next = newId(at)
      const revision = quote.revision + 1
      await take(tx, actor, standing, 'revise', { status: 'superseded' }, { revision_id: next })
      await insertQuote(tx, {
        id: next,
        workspace_id: workspaceId,
        quote_no: quote.quote_no,
        revision,
        previous_id: quote.id,
        project_id: quote.project_id,
        customer_id: quote.customer_id,
        status: 'in_review',
        currency: quote.currency,
        valid_until: quote.valid_until,
        note: quote.note,
        is_test: quote.is_test || actsAsTest(actor.principal),
        submitted_at: at,
        created_at: at,
      })
      const of = { workspace_id: workspaceId, quote_id: next }
      const lines = await listLines(tx, workspaceId, [id])
      await insertLines(
        tx,
        of,
        lines.map(({ quote_id: _, ...line }) => ({ ...line, id: newId(at) })),
      )
      const charges = await listCharges(tx, workspaceId, [id])
      await insertCharges(
        tx,
        of,
        charges.map(({ quote_id: _, ...charge }) => ({ ...charge, id: newId(at) })),
      )
      const row = await findQuote(tx, owner, next)
      if (row === undefined) throw new Error(`quote ${next} is not there after it was made`)
      const after = { quote_no: row.quote_no, revision, status: row.status }
      await recordAudit(tx, { workspaceId, actor, action: 'quote.create', subject: next, after, at })
      const answer = await presentQuote(tx, owner, row)
      await rememberAnswer(tx, actor.claim, answer)
      return answer
    })
