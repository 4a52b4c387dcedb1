import type { Queryable } from '../db/port.ts'
import { lanesChannel, notifyDispatchers } from './event-store.ts'
import { releaseLanes } from './lane-store.ts'

/** How many lanes each of the other living nodes holds. */
export async function otherNodesLanes(db: Queryable, nodeId: string): Promise<number[]> {
  const rows = await db.rows<{ lanes: number }>({
    name: 'other-nodes-lanes',
    text: `SELECT (SELECT count(*) FROM lanes l WHERE l.node_id = n.id) AS lanes
           FROM engine_nodes n WHERE n.id <> $1 AND n.lease_until > now()`,
    values: [nodeId],
  })
  return rows.map(({ lanes }) => lanes)
}

/** Gives lanes back and tells the others that they have work. */
export async function giveLanes(db: Queryable, webhookIds: readonly string[], nodeId: string): Promise<void> {
  await releaseLanes(db, webhookIds, nodeId)
  await notifyDispatchers(db, lanesChannel, webhookIds)
}
