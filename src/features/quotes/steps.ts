import { invalidTransition, notFound } from '../../contract/errors.ts'
import type { Tx } from '../../db/port.ts'
import { type Actor, type Owner, ownerOf } from '../../domain/access/principal.ts'
import { localDate } from '../../domain/calendar.ts'
import { decide } from '../../domain/records/machine.ts'
import {
  type QuoteAction,
  type QuoteGuard,
  quoteGuardHolds,
  quoteMachine,
} from '../../domain/records/quote.ts'
import type { Clock } from '../../platform/clock.ts'
import { recordAudit } from '../audit/index.ts'
import { timeZoneOf } from '../workspace/index.ts'
import { listLines } from './parts-store.ts'
import { changeQuote, lockQuote, type QuoteChange, type QuoteRow } from './quote-store.ts'

/** What a quote is afterwards, in a sentence that refuses. */
const done: Readonly<Record<Exclude<QuoteAction, 'expire'>, string>> = {
  submit: 'submitted',
  price: 'priced',
  ready: 'made ready',
  revise: 'revised',
  accept: 'accepted',
  decline: 'declined',
  cancel: 'cancelled',
}
export type AskedAction = keyof typeof done

/** A quote that is locked, and may take the step that is asked for. */
export interface Standing {
  owner: Owner
  quote: QuoteRow
  /** The day it is where the workspace is. */
  today: string
  at: Date
}

function refuse(quote: QuoteRow, action: AskedAction, reason: 'state' | QuoteGuard): never {
  if (reason === 'open')
    throw invalidTransition(
      'quote',
      'expired',
      done[action],
      `The quote was valid until ${quote.valid_until}.`,
    )
  if (reason === 'priced')
    throw invalidTransition(
      'quote',
      quote.status,
      done[action],
      quote.currency === null
        ? `The quote is ${quote.status} and has no prices yet.`
        : `The quote is ${quote.status} and its prices were valid until ${quote.valid_until}; price it anew.`,
    )
  throw invalidTransition('quote', quote.status, done[action])
}

/** True when every line has breaks, and every break a price. */
async function isPriced(tx: Tx, { workspaceId }: Owner, { id }: QuoteRow): Promise<boolean> {
  const lines = await listLines(tx, workspaceId, [id])
  return lines.every(
    ({ breaks }) => breaks.length > 0 && breaks.every(({ unit_price }) => unit_price !== null),
  )
}

/**
 * Locks a quote that the caller sees and decides whether it may take a step: 404 without one, 409 where the step is
 * refused. Nobody else can change it until the transaction ends, so of two at once the second is refused.
 */
export async function standFor(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  id: string,
  action: AskedAction,
): Promise<Standing> {
  const owner = ownerOf(actor.principal)
  const quote = await lockQuote(tx, owner, id)
  if (quote === undefined) throw notFound()
  const at = clock.now()
  const today = localDate(at, await timeZoneOf(tx, owner.workspaceId))
  const facts = {
    validUntil: quote.valid_until,
    today,
    allPriced: action === 'ready' && (await isPriced(tx, owner, quote)),
    byCustomer: owner.customerId !== null,
  }
  const step = decide(quoteMachine, quote.status, action, (guard) => quoteGuardHolds(guard, facts))
  if ('refused' in step) return refuse(quote, action, step.refused)
  return { owner, quote, today, at }
}

/** Takes the step: status, audit row. The quote as it is afterwards. */
export async function take(
  tx: Tx,
  actor: Actor,
  { owner, quote, at }: Standing,
  action: AskedAction,
  change: QuoteChange,
  told: Readonly<Record<string, unknown>> = {},
): Promise<QuoteRow> {
  const { workspaceId } = owner
  if (!(await changeQuote(tx, workspaceId, quote, change))) refuse(quote, action, 'state')
  await recordAudit(tx, {
    workspaceId,
    actor,
    action: `quote.${action}`,
    subject: quote.id,
    before: { status: quote.status },
    after: { status: change.status, ...told },
    at,
  })
  return { ...quote, ...change }
}
