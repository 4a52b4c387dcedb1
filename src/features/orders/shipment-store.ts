import type { Queryable, Tx } from '../../db/port.ts'
import { q, sql } from '../../db/query.ts'
import type { ShipmentStatus, ShippableLine, ShippedLine } from '../../domain/records/shipment.ts'

/** Which order a shipment of the workspace belongs to. */
export const findOrderOf = (db: Queryable, workspaceId: string, id: string) =>
  db.maybe(
    q.selectFrom('shipments').select('order_id').where('workspace_id', '=', workspaceId).where('id', '=', id),
  )

export type PackableLine = ShippableLine & { part_name: string }

/** Lines of a locked order with what of them is in shipments that did not come back. */
export const listPackable = (tx: Tx, workspaceId: string, orderId: string) =>
  tx.rows<PackableLine>(sql<PackableLine>`
    SELECT l.id, l.part_name, l.quantity,
           (SELECT coalesce(sum(c.quantity), 0)::int
            FROM shipment_lines c JOIN shipments s ON s.id = c.shipment_id
            WHERE c.order_line_id = l.id AND s.status <> 'returned') AS packed
    FROM order_lines l
    WHERE l.workspace_id = ${workspaceId} AND l.order_id = ${orderId}
    ORDER BY l.position`)

export interface ShipmentInsert {
  id: string
  workspace_id: string
  order_id: string
  shipment_no: string
  status: ShipmentStatus
  carrier: string
  tracking_no: string
  tracking_url: string | null
  created_at: Date
}

export async function insertShipment(tx: Tx, row: ShipmentInsert, lines: readonly ShippedLine[]) {
  await tx.run(q.insertInto('shipments').values(row))
  const of = { workspace_id: row.workspace_id, order_id: row.order_id, shipment_id: row.id }
  await tx.run(q.insertInto('shipment_lines').values(lines.map((line) => ({ ...line, ...of }))))
}

export interface ShipmentChange {
  status: ShipmentStatus
  shipped_at?: Date
  delivered_at?: Date
}

/** Changes the shipment as long as it has the status that the change was decided on. False when it has not. */
export const changeShipment = async (
  tx: Tx,
  workspaceId: string,
  { id, status }: { id: string; status: ShipmentStatus },
  change: ShipmentChange,
): Promise<boolean> =>
  (await tx.run(
    q
      .updateTable('shipments')
      .set(change)
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .where('status', '=', status),
  )) === 1

/** Counts what is in a shipment as shipped (`1`), or as brought back (`-1`). */
export const countShipped = (tx: Tx, workspaceId: string, shipmentId: string, sign: 1 | -1) =>
  tx.run(sql`
    UPDATE order_lines l SET qty_shipped = l.qty_shipped + ${sign}::int * c.quantity
    FROM shipment_lines c
    WHERE c.shipment_id = ${shipmentId} AND c.workspace_id = ${workspaceId} AND l.id = c.order_line_id`)

/** How far a locked order is: what of its lines is out, and where its shipments are. */
export const readProgress = async (tx: Tx, workspaceId: string, orderId: string) => ({
  lines: await tx.rows(
    q
      .selectFrom('order_lines')
      .select(['quantity', 'qty_shipped as qtyShipped'])
      .where('workspace_id', '=', workspaceId)
      .where('order_id', '=', orderId),
  ),
  shipments: (
    await tx.rows(
      q
        .selectFrom('shipments')
        .select('status')
        .where('workspace_id', '=', workspaceId)
        .where('order_id', '=', orderId)
        .$castTo<{ status: ShipmentStatus }>(),
    )
  ).map(({ status }) => status),
})
