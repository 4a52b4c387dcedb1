import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { ChargeKind } from '../../domain/records/quote.ts'
import type { ShipmentStatus, ShippedLine } from '../../domain/records/shipment.ts'

/** What is to be made. */
export interface Part {
  part_name: string
  file_id: string | null
  cad_version_id: string | null
  process: string
  material: string
  finish: string
  tolerance: string
  threads: string
  inspection: string
  notes: string
}

export interface LineRow extends Part {
  id: string
  order_id: string
  quantity: number
  /** Six decimals. */
  unit_price: string
  total_minor: number
  qty_shipped: number
  qty_invoiced: number
}

/** Lines of orders, in their order, with what of them stands on invoices that are not void. */
export const listLines = (db: Queryable, workspaceId: string, orderIds: readonly string[]) =>
  db.rows<LineRow>(sql<LineRow>`
    SELECT l.id, l.order_id, l.part_name, l.file_id, l.cad_version_id, l.process, l.material, l.finish,
           l.tolerance, l.threads, l.inspection, l.notes, l.quantity, l.unit_price, l.total_minor, l.qty_shipped,
           (SELECT coalesce(sum(b.quantity), 0)::int
            FROM invoice_lines b JOIN invoices i ON i.id = b.invoice_id
            WHERE b.order_line_id = l.id AND i.status <> 'void') AS qty_invoiced
    FROM order_lines l
    WHERE l.workspace_id = ${workspaceId} AND l.order_id = ANY(${[...orderIds]}::uuid[])
    ORDER BY l.order_id, l.position`)

export interface ChargeRow {
  order_id: string
  kind: ChargeKind
  label: string
  amount_minor: number
}

export const listCharges = (db: Queryable, workspaceId: string, orderIds: readonly string[]) =>
  db.rows(
    q
      .selectFrom('order_charges')
      .select(['order_id', 'kind', 'label', 'amount_minor'])
      .where('workspace_id', '=', workspaceId)
      .where('order_id', 'in', [...orderIds])
      .orderBy('order_id')
      .orderBy('position')
      .$castTo<ChargeRow>(),
  )

export interface ShipmentRow {
  id: string
  order_id: string
  shipment_no: string
  status: ShipmentStatus
  carrier: string
  tracking_no: string
  tracking_url: string | null
  created_at: Date
  shipped_at: Date | null
  delivered_at: Date | null
  lines: ShippedLine[]
}

/** Shipments of orders, oldest first, with what is in them in the order of the order's lines. */
export const listShipments = (db: Queryable, workspaceId: string, orderIds: readonly string[]) =>
  db.rows<ShipmentRow>(sql<ShipmentRow>`
    SELECT s.id, s.order_id, s.shipment_no, s.status, s.carrier, s.tracking_no, s.tracking_url, s.created_at,
           s.shipped_at, s.delivered_at,
           (SELECT json_agg(json_build_object('order_line_id', c.order_line_id, 'quantity', c.quantity)
                            ORDER BY l.position)
            FROM shipment_lines c JOIN order_lines l ON l.id = c.order_line_id
            WHERE c.shipment_id = s.id) AS lines
    FROM shipments s
    WHERE s.workspace_id = ${workspaceId} AND s.order_id = ANY(${[...orderIds]}::uuid[])
    ORDER BY s.order_id, s.id`)

export type NewLine = Part & Pick<LineRow, 'id' | 'quantity' | 'unit_price' | 'total_minor'>
export type NewCharge = Omit<ChargeRow, 'order_id'> & { id: string }

interface Of {
  workspace_id: string
  order_id: string
}

export const insertLines = (tx: Tx, of: Of, lines: readonly NewLine[]) =>
  tx.run(
    q.insertInto('order_lines').values(lines.map((line, index) => ({ ...line, ...of, position: index + 1 }))),
  )

export const insertCharges = async (tx: Tx, of: Of, charges: readonly NewCharge[]): Promise<void> => {
  if (charges.length > 0)
    await tx.run(
      q
        .insertInto('order_charges')
        .values(charges.map((charge, index) => ({ ...charge, ...of, position: index + 1 }))),
    )
}
