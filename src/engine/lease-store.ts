import { connectionName, type Db, type Queryable } from '../db/port.ts'

/**
 * Leases are written and judged by the database's time alone: nodes whose clocks differ agree on who is alive.
 */

/** Leases that ended this long ago are of nodes that nobody asks for any more. */
const forgottenAfter = '1 hour'

/** Begins a lease. */
export async function beginLease(
  db: Queryable,
  nodeId: string,
  leaseMs: number,
  timeoutMs: number,
): Promise<void> {
  await db.run({
    text: `INSERT INTO engine_nodes (id, lease_until) VALUES ($1, now() + $2 * interval '1 ms')`,
    values: [nodeId, leaseMs],
    timeoutMs,
  })
  await db.run({
    text: `DELETE FROM engine_nodes WHERE lease_until < now() - interval '${forgottenAfter}'`,
    values: [],
    timeoutMs,
  })
}

/** Extends a lease. False when it had ended: others may hold the lanes by now. */
export async function extendLease(
  db: Db,
  nodeId: string,
  leaseMs: number,
  timeoutMs: number,
): Promise<boolean> {
  const extended = await db.run({
    name: 'extend-lease',
    text: `UPDATE engine_nodes SET lease_until = now() + $2 * interval '1 ms' WHERE id = $1 AND (lease_until > now() OR $3)`,
    // Nobody else can take a lane of the embedded database, whose time may jump with the machine's.
    values: [nodeId, leaseMs, db.kind === 'pglite'],
    timeoutMs,
  })
  return extended === 1
}

/** Leaves: the lanes are free at once instead of when the lease ends. */
export async function leave(db: Queryable, nodeId: string): Promise<void> {
  await db.run({ text: 'DELETE FROM lanes WHERE node_id = $1', values: [nodeId] })
  await db.run({ text: 'DELETE FROM engine_nodes WHERE id = $1', values: [nodeId] })
}

/** For the embedded database, which one process has at a time: whoever held anything is dead. */
export async function endAllLeases(db: Queryable): Promise<void> {
  await db.run({ text: 'DELETE FROM lanes', values: [] })
  await db.run({ text: 'DELETE FROM engine_nodes', values: [] })
}

/** A node's id ends with the tag of its process, which stands in the names of its connections, too. */
export const tagged = (nodeId: string, processTag: string | undefined): string =>
  processTag === undefined ? nodeId : nodeId.slice(0, -processTag.length) + processTag

const connected = (nodeId: string): string => `
  EXISTS (SELECT FROM pg_stat_activity a
          WHERE a.datname = current_database() AND starts_with(a.application_name, '${connectionName('')}' || right(${nodeId}::text, 12)))`

/**
 * Living nodes without any connection to the database. A process that is killed has none the moment it dies; one
 * that is cut off, or has just lost the server, has none either, so it takes more than one look to tell.
 * None, as long as this node cannot see its own connections: something in between renames them.
 */
export const findUnconnected = async (db: Queryable, nodeId: string): Promise<string[]> => {
  const rows = await db.rows<{ id: string }>({
    name: 'find-unconnected',
    text: `SELECT n.id FROM engine_nodes n
           WHERE n.lease_until > now() AND n.id <> $1::uuid AND NOT ${connected('n.id')} AND ${connected('$1::uuid')}`,
    values: [nodeId],
  })
  return rows.map(({ id }) => id)
}

/** Ends the leases of nodes that are still without a connection. Should one live after all, it begins a new one. */
export const endUnconnected = (db: Queryable, nodeIds: readonly string[]) =>
  db.run({
    text: `UPDATE engine_nodes n SET lease_until = now() WHERE n.id = ANY ($1::uuid[]) AND NOT ${connected('n.id')}`,
    values: [nodeIds],
  })
