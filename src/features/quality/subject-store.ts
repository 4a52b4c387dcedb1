import type { Tx } from '../../db/port.ts'
import { q } from '../../db/query.ts'

/** The project, which stays until the transaction ends. */
export const holdProject = (tx: Tx, workspaceId: string, id: string) =>
  tx.maybe(
    q
      .selectFrom('projects')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .forKeyShare(),
  )

/** A line of an order of the project, which stays until the transaction ends. */
export const holdOrderLine = (tx: Tx, workspaceId: string, projectId: string, id: string) =>
  tx.maybe(
    q
      .selectFrom('order_lines as l')
      .innerJoin('orders as o', (join) =>
        join.onRef('o.workspace_id', '=', 'l.workspace_id').onRef('o.id', '=', 'l.order_id'),
      )
      .select(['l.order_id', 'l.quantity', 'o.is_test'])
      .where('l.workspace_id', '=', workspaceId)
      .where('o.project_id', '=', projectId)
      .where('l.id', '=', id)
      .forKeyShare('l'),
  )
