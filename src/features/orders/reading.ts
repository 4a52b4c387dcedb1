import { pageRequest, toPage } from '../../contract/common.ts'
import { notFound } from '../../contract/errors.ts'
import type { OrderAnswer, OrderQuery } from '../../contract/orders.ts'
import type { Db, Queryable } from '../../db/port.ts'
import { type Actor, type Owner, ownerOf } from '../../domain/access/principal.ts'
import { pinnedVersions } from '../cad/index.ts'
import { type Expansion, presentCharge, presentHead, presentLine, presentShipment } from './answer.ts'
import { findOrder, listOrders, type OrderRow } from './order-store.ts'
import * as parts from './parts-store.ts'
import { findOrderOf } from './shipment-store.ts'

const groupedBy = <T extends { order_id: string }>(rows: readonly T[]): ReadonlyMap<string, T[]> =>
  Map.groupBy(rows, ({ order_id }) => order_id)

type Parts = Partial<Pick<OrderAnswer, 'lines' | 'charges' | 'shipments'>>

/** What orders are made of, in as many statements for one as for many. */
async function readParts(
  db: Queryable,
  { workspaceId }: Owner,
  orders: readonly OrderRow[],
  wanted: { lines: boolean; shipments: boolean },
): Promise<(order: OrderRow) => Parts> {
  const ids = orders.map(({ id }) => id)
  if (ids.length === 0) return () => ({})
  const lineRows = wanted.lines ? await parts.listLines(db, workspaceId, ids) : []
  const versionOf = await pinnedVersions(db, workspaceId, lineRows)
  const lines = wanted.lines ? groupedBy(lineRows) : undefined
  const charges = wanted.lines ? groupedBy(await parts.listCharges(db, workspaceId, ids)) : undefined
  const shipments = wanted.shipments ? groupedBy(await parts.listShipments(db, workspaceId, ids)) : undefined
  return ({ id, currency }) => ({
    ...(lines && { lines: (lines.get(id) ?? []).map((line) => presentLine(line, currency, versionOf)) }),
    ...(charges && { charges: (charges.get(id) ?? []).map((charge) => presentCharge(charge, currency)) }),
    ...(shipments && { shipments: (shipments.get(id) ?? []).map(presentShipment) }),
  })
}

/** The whole record of an order that was read. */
export async function presentOrder(
  db: Queryable,
  owner: Owner,
  row: OrderRow,
  expand: readonly Expansion[] = [],
): Promise<OrderAnswer> {
  const partsOf = await readParts(db, owner, [row], { lines: true, shipments: true })
  return { lines: [], charges: [], shipments: [], ...presentHead(row, expand), ...partsOf(row) }
}

export function orderReading(db: Db) {
  return {
    async list(actor: Actor, query: OrderQuery) {
      const owner = ownerOf(actor.principal)
      const { limit, cursor, sort, expand = [], ...filter } = query
      const { after } = pageRequest({ limit, cursor })
      const slice = { limit: limit + 1, after, oldestFirst: sort === 'created_at' }
      const rows = await listOrders(db, owner, filter, slice)
      const wanted = { lines: expand.includes('lines'), shipments: expand.includes('shipments') }
      const partsOf = await readParts(db, owner, rows.slice(0, limit), wanted)
      return toPage(rows, limit, (row) => ({ ...presentHead(row, expand), ...partsOf(row) }))
    },

    async read(actor: Actor, id: string, expand?: readonly Expansion[]): Promise<OrderAnswer> {
      const owner = ownerOf(actor.principal)
      const row = await findOrder(db, owner, id)
      if (row === undefined) throw notFound()
      return presentOrder(db, owner, row, expand)
    },

    /** The order that a shipment belongs to, for who sees it. */
    async ofShipment(actor: Actor, shipmentId: string): Promise<OrderAnswer> {
      const owner = ownerOf(actor.principal)
      const shipment = await findOrderOf(db, owner.workspaceId, shipmentId)
      const row = shipment && (await findOrder(db, owner, shipment.order_id))
      if (row === undefined) throw notFound()
      return presentOrder(db, owner, row)
    },
  }
}
