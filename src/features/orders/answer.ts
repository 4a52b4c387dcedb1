import type { OrderAnswer } from '../../contract/orders.ts'
import type { ShipmentAnswer } from '../../contract/shipments.ts'
import type { VersionNumberOf } from '../cad/index.ts'
import type { OrderRow } from './order-store.ts'
import type { ChargeRow, LineRow, ShipmentRow } from './parts-store.ts'

const orNull = (time: Date | null): string | null => time?.toISOString() ?? null

export type OrderHead = Omit<OrderAnswer, 'lines' | 'charges' | 'shipments'>

/** Related records that an answer may show inside. */
export type Expansion = 'project' | 'customer' | 'quote' | 'lines' | 'shipments'

function related(
  row: OrderRow,
  expand: readonly Expansion[],
): Pick<OrderHead, 'project' | 'customer' | 'quote'> {
  const quote =
    row.quote_id === null || row.quote_no === null || row.quote_revision === null || row.quote_status === null
      ? null
      : { id: row.quote_id, quote_no: row.quote_no, revision: row.quote_revision, status: row.quote_status }
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
    ...(expand.includes('quote') && { quote }),
  }
}

/** An order without what it is made of. */
export function presentHead(row: OrderRow, expand: readonly Expansion[] = []): OrderHead {
  const { currency } = row
  const money = (amount: number) => ({ amount, currency })
  return {
    id: row.id,
    order_no: row.order_no,
    status: row.status,
    held_status: row.held_status,
    quote_id: row.quote_id,
    project_id: row.project_id,
    project_no: row.project_no,
    customer_id: row.customer_id,
    po_number: row.po_number,
    currency,
    subtotal: money(row.subtotal_minor),
    tax: money(row.tax_minor),
    total: money(row.total_minor),
    promised_at: row.promised_at,
    note: row.note,
    created_at: row.created_at.toISOString(),
    production_started_at: orNull(row.production_started_at),
    shipped_at: orNull(row.shipped_at),
    delivered_at: orNull(row.delivered_at),
    cancelled_at: orNull(row.cancelled_at),
    ...related(row, expand),
  }
}

export function presentLine(
  { order_id: _, cad_version_id, total_minor, ...line }: LineRow,
  currency: string,
  versionOf: VersionNumberOf,
): OrderAnswer['lines'][number] {
  return { ...line, cad_version: versionOf(cad_version_id), total: { amount: total_minor, currency } }
}

export const presentCharge = (
  { kind, label, amount_minor }: Omit<ChargeRow, 'order_id'>,
  currency: string,
): OrderAnswer['charges'][number] => ({ kind, label, amount: { amount: amount_minor, currency } })

export const presentShipment = (row: ShipmentRow): ShipmentAnswer => ({
  ...row,
  created_at: row.created_at.toISOString(),
  shipped_at: orNull(row.shipped_at),
  delivered_at: orNull(row.delivered_at),
})
