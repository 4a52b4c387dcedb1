import type { QuoteAnswer } from '../../contract/quotes.ts'
import type { VersionNumberOf } from '../cad/index.ts'
import type { BreakRow, ChargeRow, LineRow } from './parts-store.ts'
import type { QuoteRow } from './quote-store.ts'

const orNull = (time: Date | null): string | null => time?.toISOString() ?? null

export type QuoteHead = Omit<QuoteAnswer, 'lines' | 'charges'>

/** Related records that an answer may show inside. */
export type Expansion = 'project' | 'customer' | 'order' | 'lines'

function related(
  row: QuoteRow,
  expand: readonly Expansion[],
): Pick<QuoteHead, 'project' | 'customer' | 'order'> {
  const order =
    row.order_id === null || row.order_no === null || row.order_status === null
      ? null
      : { id: row.order_id, order_no: row.order_no, status: row.order_status }
  return {
    ...(expand.includes('project') && {
      project: {
        id: row.project_id,
        project_no: row.project_no,
        name: row.project_name,
        status: row.project_status,
      },
    }),
    ...(expand.includes('customer') && {
      customer: {
        user_id: row.customer_id,
        name: row.customer_name,
        email: row.customer_email,
        company: row.company ?? '',
      },
    }),
    ...(expand.includes('order') && { order }),
  }
}

/** True when a reader sees prices: the shop always, the customer what was once made ready for them. */
export const seesPrices = ({ ready_at }: QuoteRow, isCustomer: boolean): boolean =>
  !isCustomer || ready_at !== null

/** A quote without what it is made of. */
export function presentHead(
  row: QuoteRow,
  isCustomer: boolean,
  expand: readonly Expansion[] = [],
): QuoteHead {
  const priced = seesPrices(row, isCustomer)
  return {
    id: row.id,
    quote_no: row.quote_no,
    revision: row.revision,
    previous_id: row.previous_id,
    project_id: row.project_id,
    project_no: row.project_no,
    customer_id: row.customer_id,
    status: row.status,
    currency: priced ? row.currency : null,
    valid_until: priced ? row.valid_until : null,
    note: row.note,
    decline_reason: row.decline_reason,
    order_id: row.order_id,
    accepted_by: row.accepted_by,
    accepted_at: orNull(row.accepted_at),
    ready_at: orNull(row.ready_at),
    created_at: row.created_at.toISOString(),
    ...related(row, expand),
  }
}

type Line = QuoteAnswer['lines'][number]

const presentBreak = (row: BreakRow, currency: string | null): Line['breaks'][number] => ({
  quantity: row.quantity,
  unit_price: row.unit_price,
  line_total:
    row.line_total_minor === null || currency === null ? null : { amount: row.line_total_minor, currency },
  lead_time_days: row.lead_time_days,
})

const unpriced = ({ quantity }: BreakRow): Line['breaks'][number] => ({
  quantity,
  unit_price: null,
  line_total: null,
  lead_time_days: null,
})

/** `currency`: null hides prices. */
export const presentLine = (
  { quote_id: _, cad_version_id, breaks, ...line }: LineRow,
  currency: string | null,
  versionOf: VersionNumberOf,
): Line => ({
  ...line,
  cad_version: versionOf(cad_version_id),
  breaks: breaks.map((one) => (currency === null ? unpriced(one) : presentBreak(one, currency))),
})

/** `currency`: null hides charges. */
export const presentCharges = (
  charges: readonly ChargeRow[],
  currency: string | null,
): QuoteAnswer['charges'] =>
  currency === null
    ? []
    : charges.map(({ kind, label, amount_minor }) => ({
        kind,
        label,
        amount: { amount: amount_minor, currency },
      }))
