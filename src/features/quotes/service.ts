import type { QuoteAnswer, QuoteRefusal } from '../../contract/quotes.ts'
import { type Actor, actsAsTest } from '../../domain/access/principal.ts'
import { quoteAcceptances } from './acceptance.ts'
import type { QuotesOptions } from './options.ts'
import { listLines } from './parts-store.ts'
import { quotePricing } from './pricing.ts'
import { presentQuote, quoteReading } from './reading.ts'
import { quoteRequests } from './request.ts'
import { quoteRevisions } from './revision.ts'
import { standFor, take } from './steps.ts'
import { quoteReady, refusal } from './told.ts'

export type QuoteService = ReturnType<typeof quoteService>

/** Offers of the shop: asked for, priced, answered (domain.md, "State machines"). */
export function quoteService(options: QuotesOptions) {
  const { db, clock, engine, notices, baseUrl } = options
  return {
    ...quoteReading(db),
    create: quoteRequests(options),
    price: quotePricing(options),
    accept: quoteAcceptances(options),
    revise: quoteRevisions(options),

    /** Hands the shop's own draft out: from now on the customer sees it, without prices. */
    submit: (actor: Actor, id: string): Promise<QuoteAnswer> =>
      db.transaction(async (tx) => {
        const standing = await standFor(tx, clock, actor, id, 'submit')
        const change = { status: 'in_review' as const, submitted_at: standing.at }
        return presentQuote(tx, standing.owner, await take(tx, actor, standing, 'submit', change))
      }),

    /** Offers the prices to the customer, who is told of it. */
    ready: (actor: Actor, id: string): Promise<QuoteAnswer> =>
      db.transaction(async (tx) => {
        const standing = await standFor(tx, clock, actor, id, 'ready')
        const { workspaceId } = standing.owner
        const change = { status: 'ready' as const, ready_at: standing.at }
        const quote = await take(tx, actor, standing, 'ready', change)
        const lines = await listLines(tx, workspaceId, [id])
        const cause = { workspaceId, isTest: actsAsTest(actor.principal), baseUrl: baseUrl() }
        await engine.enqueue(tx, [quoteReady(cause, quote, lines.length)])
        return presentQuote(tx, standing.owner, quote)
      }),

    /** The customer does not take the offer; the shop is told. */
    decline: (actor: Actor, id: string, { reason = '' }: QuoteRefusal): Promise<QuoteAnswer> =>
      db.transaction(async (tx) => {
        const standing = await standFor(tx, clock, actor, id, 'decline')
        const { owner } = standing
        const change = { status: 'declined' as const, decline_reason: reason }
        const quote = await take(tx, actor, standing, 'decline', change, { reason })
        await notices.tellStaff(tx, refusal(owner.workspaceId, quote, reason, baseUrl()))
        return presentQuote(tx, owner, quote)
      }),

    /** Takes the quote back: the shop, or the customer while it is not ready. */
    cancel: (actor: Actor, id: string): Promise<QuoteAnswer> =>
      db.transaction(async (tx) => {
        const standing = await standFor(tx, clock, actor, id, 'cancel')
        const quote = await take(tx, actor, standing, 'cancel', { status: 'cancelled' })
        return presentQuote(tx, standing.owner, quote)
      }),
  }
}
