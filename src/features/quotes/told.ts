import type { EventDataOf } from '../../contract/events/index.ts'
import { formatDay } from '../../domain/calendar.ts'
import { formatMoney, type Money } from '../../domain/money.ts'
import type { NewEvent } from '../../engine/index.ts'
import type { Notice } from '../inbox/index.ts'
import type { QuoteRow } from './quote-store.ts'

const parts = (count: number): string => (count === 1 ? '1 part' : `${count} parts`)
const linkTo = ({ id }: QuoteRow, baseUrl: string): string => `${baseUrl}/quotes/${id}`

/** What the customer is told when a quote is ready. */
export function quoteReady(
  { workspaceId, isTest, baseUrl }: { workspaceId: string; isTest: boolean; baseUrl: string },
  quote: QuoteRow,
  lineCount: number,
): NewEvent {
  const until = quote.valid_until === null ? '' : ` and valid until ${formatDay(quote.valid_until)}`
  const data: EventDataOf<'quote.ready'> = {
    title: 'Your quote is ready',
    message: `Quote ${quote.quote_no} for ${parts(lineCount)} is priced${until}.`,
    project_no: quote.project_no,
    quote_id: quote.id,
    quote_no: quote.quote_no,
    revision: quote.revision,
    ...(quote.valid_until !== null && { valid_until: quote.valid_until }),
    url: linkTo(quote, baseUrl),
  }
  return {
    workspaceId,
    userId: quote.customer_id,
    type: 'quote.ready',
    data,
    isTest: isTest || quote.is_test,
  }
}

const notice = (
  workspaceId: string,
  quote: QuoteRow,
  baseUrl: string,
  title: string,
  message: string,
): Notice => ({
  workspaceId,
  family: 'quote',
  title,
  message,
  projectNo: quote.project_no,
  url: linkTo(quote, baseUrl),
})

/** What the shop is told of a customer's request. */
export const newRequest = (
  workspaceId: string,
  quote: QuoteRow,
  lineCount: number,
  baseUrl: string,
): Notice =>
  notice(
    workspaceId,
    quote,
    baseUrl,
    'New quote request',
    `${quote.customer_name} asks for a quote for ${parts(lineCount)}: ${quote.quote_no}.`,
  )

export const acceptance = (
  workspaceId: string,
  quote: QuoteRow,
  order: { order_no: string; total: Money },
  baseUrl: string,
): Notice =>
  notice(
    workspaceId,
    quote,
    baseUrl,
    'Quote accepted',
    `${quote.customer_name} has accepted quote ${quote.quote_no}: order ${order.order_no} over ${formatMoney(order.total)}.`,
  )

export const refusal = (workspaceId: string, quote: QuoteRow, reason: string, baseUrl: string): Notice =>
  notice(
    workspaceId,
    quote,
    baseUrl,
    'Quote declined',
    `${quote.customer_name} has declined quote ${quote.quote_no}${reason === '' ? '.' : `: ${reason}`}`,
  )
