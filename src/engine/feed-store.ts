import type { Queryable, Tx } from '../db/port.ts'

/** Whose events, and of which types. */
export interface FeedFilter {
  workspaceId: string
  /** Null: those of all customers of the workspace. */
  customerId: number | null
  types: readonly string[]
}

/**
 * Up to this id nothing can be added any more, for the statements that follow: a statement has seen the database as
 * it was when it began, so the bound must be read in one of its own, first.
 */
export async function readBound(db: Queryable): Promise<number> {
  const { bound } = await db.one<{ bound: number }>({
    name: 'feed-bound',
    text: 'SELECT feed_bound() AS bound',
    values: [],
  })
  return bound
}

/** Events up to this id may be gone. */
export async function readFloor(db: Queryable): Promise<number> {
  const row = await db.maybe<{ id: number }>({
    name: 'feed-floor',
    text: 'SELECT id FROM feed_floor',
    values: [],
  })
  return row?.id ?? 0
}

/** For retention, in the transaction that drops events, or before: those up to `id` are not given any more. */
export const raiseFeedFloor = (tx: Tx, id: number): Promise<number> =>
  tx.run({
    text: `INSERT INTO feed_floor (id) VALUES ($1)
           ON CONFLICT (is_the_row) DO UPDATE SET id = greatest(feed_floor.id, excluded.id)`,
    values: [id],
  })

export interface FeedRow {
  id: number
  /** The envelope as it is signed and sent. */
  body: string
}

const inRange = 'type = ANY ($2::text[]) AND id > $3 AND id <= $4 ORDER BY id LIMIT $5'

/** The first events after one id and up to another, in order. */
export function readEvents(
  db: Queryable,
  { workspaceId, customerId, types }: FeedFilter,
  after: number,
  through: number,
  limit: number,
): Promise<FeedRow[]> {
  const range = [workspaceId, types, after, through, limit]
  return customerId === null
    ? db.rows({
        name: 'feed-of-workspace',
        text: `SELECT id, body FROM events WHERE workspace_id = $1 AND ${inRange}`,
        values: range,
      })
    : db.rows({
        name: 'feed-of-customer',
        text: `SELECT id, body FROM events WHERE workspace_id = $1 AND user_id = $6 AND ${inRange}`,
        values: [...range, customerId],
      })
}

/** That there is a new event of this kind. */
export interface FeedNews {
  workspaceId: string
  userId: number
  type: string
}

/** What kinds of events there are in a range, at most `limit` of them. */
export const readNews = (db: Queryable, after: number, through: number, limit: number) =>
  db.rows<FeedNews>({
    name: 'feed-news',
    text: `SELECT DISTINCT workspace_id AS "workspaceId", user_id AS "userId", type
           FROM (SELECT workspace_id, user_id, type FROM events WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3) AS e`,
    values: [after, through, limit],
  })
