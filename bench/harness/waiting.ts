import type { Db } from '../../src/db/port.ts'
import { engineOn, makeEndpoints, makeShop, type Shop, shopEvent } from '../../test/harness/engine.ts'

const eventsOfOneInsert = 500

export interface WaitingOptions {
  /** One endpoint each. */
  urls: readonly string[]
  /** Deliveries of each endpoint. */
  each: number
  payloadChars: number
}

/** Empties the database and makes a shop with endpoints. */
export async function freshShop(db: Db, urls: readonly string[]): Promise<Shop & { endpoints: string[] }> {
  await db.run({
    text: 'TRUNCATE webhooks, webhook_secrets, events, deliveries, attempts, lanes CASCADE',
    values: [],
  })
  const shop = await makeShop(db)
  const { ids } = await makeEndpoints(db, shop, urls)
  return { ...shop, endpoints: ids }
}

/** An empty shop, then events that every endpoint gets, accepted and not sent. */
export async function makeWaiting(db: Db, { urls, each, payloadChars }: WaitingOptions): Promise<void> {
  const shop = await freshShop(db, urls)
  const filler = engineOn(db, { sends: false })
  const event = shopEvent(shop, 'x'.repeat(payloadChars))
  for (let left = each; left > 0; left -= eventsOfOneInsert)
    await filler.publish(Array.from({ length: Math.min(eventsOfOneInsert, left) }, () => event))
  await filler.outbound.close()
  await db.run({ text: 'ANALYZE', values: [] })
}

/** The same straight into the tables, for a million: as the engine would have stored them, a little while ago. */
export async function insertWaiting(db: Db, { urls, each, payloadChars }: WaitingOptions): Promise<void> {
  const shop = await freshShop(db, urls)
  const data = JSON.stringify({
    title: 'Your order shipped',
    message: 'x'.repeat(payloadChars),
    project_no: null,
  })
  await db.run({
    text: `INSERT INTO events (id, workspace_id, user_id, type, is_test, created_at, body)
           SELECT n, $1, $2, 'order.shipped', false, now(),
                  '{"id":' || n || ',"type":"order.shipped","user_id":1,"is_test":false,"data":' || $3 || '}'
           FROM (SELECT nextval('events_id_seq') AS n FROM generate_series(1, $4::integer)) s`,
    values: [shop.workspaceId, shop.customerId, data, each],
  })
  await db.run({
    text: `INSERT INTO deliveries (id, webhook_id, event_id, next_attempt_at)
           SELECT uuid_v7(e.created_at, e.id), w.id, e.id, e.created_at FROM events e, webhooks w`,
    values: [],
  })
  await db.run({ text: 'ANALYZE', values: [] })
}
