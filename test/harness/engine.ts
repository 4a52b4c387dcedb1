import type { Db } from '../../src/db/port.ts'
import {
  createEngine,
  type Engine,
  type EngineOptions,
  newWebhookSecret,
  secretContext,
} from '../../src/engine/index.ts'
import { prepareKey } from '../../src/engine/signature.ts'
import { type Clock, systemClock } from '../../src/platform/clock.ts'
import { MasterKey } from '../../src/platform/crypto.ts'
import { newId } from '../../src/platform/ids.ts'
import { silentLog } from '../../src/platform/log.ts'
import {
  createAddressPolicy,
  createOutbound,
  type Outbound,
  parseCidrs,
} from '../../src/platform/outbound/index.ts'

const masterKey = new MasterKey(Buffer.alloc(32, 7))

const policyOf = (audience: 'customer' | 'workspace') =>
  createAddressPolicy({ audience, privateTargets: [], insecureTargets: parseCidrs('127.0.0.0/8') })

/** A node of the engine on a database, sending to receivers on loopback. */
export function engineOn(db: Db, options: Partial<EngineOptions> = {}): Engine & { outbound: Outbound } {
  const outbound = createOutbound({ now: Date.now })
  const engine = createEngine({
    db,
    clock: systemClock,
    log: silentLog(),
    masterKey,
    outbound,
    policyOf,
    sends: true,
    waitsMs: [30, 30, 30, 30, 30, 30, 30],
    timeoutMs: 10_000,
    breakerFailures: 10,
    ...options,
  })
  return Object.assign(engine, { outbound })
}

export interface Shop {
  workspaceId: string
  customerId: number
}

const statement = (text: string, ...values: unknown[]) => ({ text, values })

/** A workspace with one customer, straight into the tables. */
export async function makeShop(db: Db, clock: Clock = systemClock): Promise<Shop> {
  const workspaceId = newId(clock.now())
  const now = clock.now()
  await db.run(
    statement(
      'INSERT INTO workspaces (id, slug, name, plan, created_at) VALUES ($1, $2, $3, $4, $5)',
      workspaceId,
      workspaceId,
      'Shop',
      'enterprise',
      now,
    ),
  )
  const { id } = await db.one<{ id: number }>(
    statement(
      `INSERT INTO users (email, name, password_hash, created_at) VALUES ($1, 'Customer', '', $2) RETURNING id`,
      `${workspaceId}@example.com`,
      now,
    ),
  )
  await db.run(
    statement(
      `INSERT INTO user_organizations (user_id, workspace_id, role, created_at) VALUES ($1, $2, 'customer', $3)`,
      id,
      workspaceId,
      now,
    ),
  )
  return { workspaceId, customerId: id }
}

export interface EndpointOptions {
  audience?: 'customer' | 'workspace'
  eventTypes?: string[]
  disableOnGone?: boolean
}

/** Endpoints of a shop, straight into the tables. Returns their ids and the secret they share. */
export async function makeEndpoints(
  db: Db,
  shop: Shop,
  urls: readonly string[],
  { audience = 'workspace', eventTypes = [], disableOnGone = false }: EndpointOptions = {},
): Promise<{ ids: string[]; secret: string }> {
  const now = new Date()
  const secret = newWebhookSecret()
  const ids = urls.map(() => newId(now))
  await db.run(
    statement(
      `INSERT INTO webhooks (id, workspace_id, audience, user_id, url, event_types, disable_on_gone, created_at)
       SELECT i.id, $3, $4, $5, i.url, $6, $7, $8 FROM unnest($1::uuid[], $2::text[]) AS i (id, url)`,
      ids,
      urls,
      shop.workspaceId,
      audience,
      shop.customerId,
      eventTypes,
      disableOnGone,
      now,
    ),
  )
  for (const id of ids)
    await db.run(
      statement(
        `INSERT INTO webhook_secrets (id, webhook_id, ciphertext, fingerprint, created_at, activate_at)
         VALUES ($1, $2, $3, $4, $5, $5)`,
        newId(now),
        id,
        masterKey.encrypt(secret, secretContext(id)),
        prepareKey(secret).fingerprint,
        now,
      ),
    )
  return { ids, secret }
}

/** An event of a shop that every endpoint of it may get. */
export const shopEvent = (shop: Shop, message = 'On its way') => ({
  workspaceId: shop.workspaceId,
  userId: shop.customerId,
  type: 'order.shipped' as const,
  data: { title: 'Your order shipped', message, project_no: 'P-20260515-0001' },
  isTest: false,
})

/** How many deliveries stand in each stored status. */
export async function countDeliveries(db: Db): Promise<Record<string, number>> {
  const rows = await db.rows<{ status: string; n: number }>(
    statement('SELECT status, count(*) AS n FROM deliveries GROUP BY status'),
  )
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]))
}
