import type { Queryable, Tx } from '../db/port.ts'
import { type Day, dayName, parseDayName, startOfDayMs } from '../domain/delivery/days.ts'
import type { EventRange } from '../domain/delivery/event-ranges.ts'
import { lowestId } from '../platform/ids.ts'

/** Tables that are partitioned by day, each with a default partition `<name>_default`. */
export const dailyTables = ['events', 'deliveries', 'attempts'] as const
export type DailyTable = (typeof dailyTables)[number]

const statement = (text: string, ...values: unknown[]) => ({ text, values })

/** One change of partitions at a time over all nodes. Any number would do; every node must use the same. */
const partitionLock = 4_657_009

/**
 * A change of partitions keeps out whoever uses the table, and whoever comes after it while it waits. It gives up
 * soon; housekeeping comes again.
 */
const lockTimeout = '200ms'

/** Begins a change of partitions. False when another node is at it. */
export async function beginChange(tx: Tx): Promise<boolean> {
  const { ours } = await tx.one<{ ours: boolean }>(
    statement(
      `SELECT pg_try_advisory_xact_lock($1) AS ours, set_config('lock_timeout', $2, true)`,
      partitionLock,
      lockTimeout,
    ),
  )
  return ours
}

/** The days that each table has a partition for. */
export interface Partitions {
  events: EventRange[]
  deliveries: Day[]
  attempts: Day[]
}

interface PartitionRow {
  parent: DailyTable
  name: string
  bound: string
}

const eventBounds = /FROM \('?(\d+)'?\) TO \('?(\d+)'?\)/

/** Found in the catalogue. What is not named like a day of ours is left alone. */
export async function readPartitions(db: Queryable): Promise<Partitions> {
  const rows = await db.rows<PartitionRow>(
    statement(
      `SELECT p.relname::text AS parent, c.relname::text AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
       FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent JOIN pg_class c ON c.oid = h.inhrelid
       WHERE p.relnamespace = current_schema()::regnamespace AND p.relname = ANY ($1) AND p.relkind = 'p'
       ORDER BY c.relname COLLATE "C"`,
      dailyTables,
    ),
  )
  const partitions: Partitions = { events: [], deliveries: [], attempts: [] }
  for (const { parent, name, bound } of rows) {
    const day = parseDayName(name.slice(parent.length + 1))
    if (day === null) continue
    if (parent !== 'events') {
      partitions[parent].push(day)
      continue
    }
    const [, from, to] = eventBounds.exec(bound) ?? []
    partitions.events.push({ day, from: Number(from), to: Number(to) })
  }
  return partitions
}

/** The last event id drawn; 0 when none was. */
export async function readLastEventId(db: Queryable): Promise<number> {
  const { id } = await db.one<{ id: number }>(
    statement('SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS id FROM events_id_seq'),
  )
  return id
}

/** The next event gets the id after this one. */
export const skipEventIds = (tx: Tx, lastId: number) =>
  tx.run(statement(`SELECT setval('events_id_seq', $1)`, lastId))

/**
 * Adds a day's table. It is made beside the others and then attached, which does not keep out who reads and writes
 * them. Refused by the database (23514) where the default partition holds rows that would belong to it.
 */
async function addPartition(tx: Tx, parent: DailyTable, day: Day, from: string, to: string): Promise<void> {
  const name = `${parent}_${dayName(day)}`
  const { options } = await tx.one<{ options: string | null }>(
    statement(
      `SELECT array_to_string(reloptions, ', ') AS options FROM pg_class WHERE oid = $1::regclass`,
      `${parent}_default`,
    ),
  )
  const storage = options === null ? '' : ` WITH (${options})`
  await tx.run(statement(`CREATE TABLE ${name} (LIKE ${parent} INCLUDING ALL)${storage}`))
  await tx.run(
    statement(`ALTER TABLE ${parent} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`),
  )
}

export const addDay = (tx: Tx, table: 'deliveries' | 'attempts', day: Day): Promise<void> =>
  addPartition(
    tx,
    table,
    day,
    lowestId(new Date(startOfDayMs(day))),
    lowestId(new Date(startOfDayMs(day + 1))),
  )

export const addEventRange = (tx: Tx, { day, from, to }: EventRange): Promise<void> =>
  addPartition(tx, 'events', day, String(from), String(to))

const detach = (tx: Tx, parent: DailyTable, name: string) =>
  tx.run(statement(`ALTER TABLE ${parent} DETACH PARTITION ${name}`))

/** Frees what a day's settled deliveries left in its table and indexes. Not within a transaction. */
export const vacuumDeliveries = (db: Queryable, day: Day) =>
  db.run(statement(`VACUUM deliveries_${dayName(day)}`))

/** Drops a day's deliveries. What still waits, or is held, goes to the default partition. Returns how many did. */
export async function dropDeliveries(tx: Tx, day: Day): Promise<number> {
  const name = `deliveries_${dayName(day)}`
  await detach(tx, 'deliveries', name)
  const kept = await tx.run(
    statement(`INSERT INTO deliveries SELECT * FROM ${name} WHERE status = 'pending'`),
  )
  await tx.run(statement(`DROP TABLE ${name}`))
  return kept
}

/** Drops a day's attempts, but not those of deliveries that are kept. */
export async function dropAttempts(tx: Tx, day: Day): Promise<void> {
  const name = `attempts_${dayName(day)}`
  await detach(tx, 'attempts', name)
  await tx.run(
    statement(
      `INSERT INTO attempts SELECT a.* FROM ${name} a WHERE EXISTS (
         SELECT FROM deliveries_default d WHERE d.id = a.delivery_id)`,
    ),
  )
  await tx.run(statement(`DROP TABLE ${name}`))
}

/**
 * Drops a range of events, but not those that deliveries still need: what waits, and later redeliveries with their
 * logs. What waits is looked up before the table is locked; only redeliveries can come to need an event after that,
 * and they hold a lock on the table that this waits for. Returns how many are kept.
 */
export async function dropEvents(tx: Tx, { day, from, to }: EventRange): Promise<number> {
  const name = `events_${dayName(day)}`
  await tx.run(
    statement(
      `CREATE TEMPORARY TABLE needed_events ON COMMIT DROP AS
       SELECT DISTINCT event_id FROM deliveries WHERE status = 'pending' AND event_id >= ${from} AND event_id < ${to}`,
    ),
  )
  await detach(tx, 'events', name)
  const kept = await tx.run(
    statement(
      `INSERT INTO events SELECT e.* FROM ${name} e WHERE e.id IN (
         SELECT event_id FROM needed_events
         UNION SELECT event_id FROM deliveries WHERE redelivery_of IS NOT NULL AND event_id >= ${from} AND event_id < ${to})`,
    ),
  )
  await tx.run(statement('DROP TABLE needed_events'))
  await tx.run(statement(`DROP TABLE ${name}`))
  return kept
}
