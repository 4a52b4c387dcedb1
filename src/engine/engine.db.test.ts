import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openSecondDb, openTestDb } from '../../test/harness/database.ts'
import {
  countDeliveries,
  engineOn,
  makeEndpoints,
  makeShop,
  type Shop,
  shopEvent,
} from '../../test/harness/engine.ts'
import { type Receiver, startReceiver } from '../../test/harness/receiver.ts'
import type { Db } from '../db/port.ts'
import { ManualClock } from '../platform/clock.ts'

let db: Db
let shop: Shop
let receiver: Receiver
let engine: ReturnType<typeof engineOn>

const patience = { timeout: 15_000, interval: 20 }
const until = (check: () => Promise<void> | void) => vi.waitFor(check, patience)
const webhook = (id: string) =>
  db.one<{ status: string; disabled_reason: string | null; consecutive_failures: number }>({
    text: 'SELECT status, disabled_reason, consecutive_failures FROM webhooks WHERE id = $1',
    values: [id],
  })

beforeEach(async () => {
  db = await openTestDb()
  shop = await makeShop(db)
  receiver = await startReceiver()
  engine = engineOn(db)
})

afterEach(async () => {
  await engine.stop()
  await engine.outbound.close()
  await receiver.close()
  await db.close()
})

describe('accepting', () => {
  test('gives ids in order and stores the exact body once', async () => {
    await makeEndpoints(db, shop, [receiver.url, receiver.url])
    const ids = await engine.publish([shopEvent(shop, 'a'), shopEvent(shop, 'b')])
    expect(ids[1]).toBe((ids[0] ?? 0) + 1)
    const rows = await db.rows<{ id: number; body: string }>({
      text: 'SELECT id, body FROM events ORDER BY id',
      values: [],
    })
    expect(rows.map((row) => JSON.parse(row.body).id)).toEqual(ids)
    expect(rows[0]?.body).toMatch(
      /^\{"id":\d+,"type":"order.shipped","user_id":\d+,"created_at":"[^"]+Z","is_test":false,"data":\{"title":/,
    )
    expect(await countDeliveries(db)).toEqual({ pending: 4 })
  })

  test('groups concurrent events and gives each caller its own ids', async () => {
    const before = db.statementCount
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => engine.publish([shopEvent(shop, `${n}`)])),
    )
    expect(db.statementCount - before).toBeLessThan(10)
    for (const [n, [id]] of answers.entries()) {
      const { body } = await db.one<{ body: string }>({
        text: 'SELECT body FROM events WHERE id = $1',
        values: [id],
      })
      expect(JSON.parse(body).data.message).toBe(`${n}`)
    }
  })

  test('with the transaction that causes it, or not at all', async () => {
    await makeEndpoints(db, shop, [receiver.url])
    await expect(
      db.transaction(async (tx) => {
        await engine.enqueue(tx, [shopEvent(shop)])
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect(await countDeliveries(db)).toEqual({})
  })

  test('reaches the endpoints it is for: audience, owner, type', async () => {
    const other = await makeShop(db)
    const customers = await makeEndpoints(db, shop, [receiver.url], { audience: 'customer' })
    const workspaces = await makeEndpoints(db, shop, [receiver.url])
    await makeEndpoints(db, shop, [receiver.url], { eventTypes: ['invoice.paid'] })
    await makeEndpoints(db, other, [receiver.url])
    await makeEndpoints(db, other, [receiver.url], { audience: 'customer' })
    await engine.publish([shopEvent(shop)])
    await engine.publish([{ ...shopEvent(shop), type: 'security.new_login' }])
    const rows = await db.rows<{ webhook_id: string; type: string }>({
      text: 'SELECT webhook_id, type FROM deliveries d JOIN events e ON e.id = d.event_id ORDER BY e.id, webhook_id',
      values: [],
    })
    expect(rows).toEqual([
      ...[...customers.ids, ...workspaces.ids]
        .sort()
        .map((id) => ({ webhook_id: id, type: 'order.shipped' })),
      { webhook_id: customers.ids[0], type: 'security.new_login' },
    ])
  })
})

describe('delivering', () => {
  test('sends the stored bytes, signed, and logs the attempt', async () => {
    const { secret } = await makeEndpoints(db, shop, [receiver.url])
    await engine.start()
    const [id] = await engine.publish([shopEvent(shop, 'Größe ⌀12 🔧')])
    await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 1 }))
    const [request] = receiver.received
    expect(request?.headers).toMatchObject({
      'x-fabdigit-event-id': String(id),
      'x-fabdigit-event-type': 'order.shipped',
      'x-fabdigit-audience': 'workspace',
      'x-fabdigit-signature': `sha256=${createHmac('sha256', secret)
        .update(request?.body ?? '')
        .digest('hex')}`,
    })
    const attempt = await db.one<Record<string, unknown>>({ text: 'SELECT * FROM attempts', values: [] })
    expect(attempt).toMatchObject({
      number: 1,
      response_status: 200,
      response_body: 'received',
      error_code: null,
      address: '127.0.0.1',
    })
  })

  test('delivers what was waiting before it started, first tries in event order', async () => {
    await makeEndpoints(db, shop, [receiver.url])
    const ids = await engine.publish(Array.from({ length: 300 }, () => shopEvent(shop)))
    await engine.start()
    await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 300 }))
    expect(receiver.received.map((request) => request.eventId).sort((a, b) => a - b)).toEqual(ids)
    const starts = await db.rows<{ started_at: Date }>({
      text: 'SELECT a.started_at FROM attempts a JOIN deliveries d ON d.id = a.delivery_id ORDER BY d.event_id',
      values: [],
    })
    const times = starts.map((row) => row.started_at.getTime())
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  test('tries again with the same id and bytes, and counts attempts', async () => {
    await makeEndpoints(db, shop, [receiver.url])
    receiver.behave((_, __, count) => (count <= 2 ? 500 : 204))
    await engine.start()
    await engine.publish([shopEvent(shop)])
    await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 1 }))
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
    const attempts = await db.rows({
      text: 'SELECT number, response_status FROM attempts ORDER BY number',
      values: [],
    })
    expect(attempts).toEqual([
      { number: 1, response_status: 500 },
      { number: 2, response_status: 500 },
      { number: 3, response_status: 204 },
    ])
  })

  test('is dead after the eighth failure', async () => {
    await engine.stop()
    engine = engineOn(db, { breakerFailures: 1_000 })
    await makeEndpoints(db, shop, [receiver.url])
    receiver.behave(() => 503)
    await engine.start()
    await engine.publish([shopEvent(shop)])
    await until(async () => expect(await countDeliveries(db)).toEqual({ dead: 1 }))
    expect(receiver.received).toHaveLength(8)
  })

  test('a redirect is a failure and is not followed', async () => {
    await makeEndpoints(db, shop, [receiver.url])
    const elsewhere = await startReceiver()
    receiver.behave((_, response, count) => {
      if (count > 1) return 200
      response.writeHead(307, { location: elsewhere.url }).end()
      return undefined
    })
    await engine.start()
    await engine.publish([shopEvent(shop)])
    await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 1 }))
    expect(elsewhere.received).toHaveLength(0)
    await elsewhere.close()
  })

  test('a hanging endpoint does not keep the others waiting', async () => {
    const hanging = await startReceiver(() => undefined)
    await makeEndpoints(db, shop, [hanging.url])
    await makeEndpoints(db, shop, [receiver.url])
    await engine.start()
    await engine.publish(Array.from({ length: 200 }, () => shopEvent(shop)))
    await until(() => expect(receiver.received).toHaveLength(200))
    expect(hanging.received.length).toBeLessThan(10)
    await hanging.close()
  })
})

describe('the breaker', () => {
  test('disables after ten failures in a row; what waits is kept and goes out when it is enabled', async () => {
    const { ids } = await makeEndpoints(db, shop, [receiver.url])
    receiver.behave(() => 500)
    await engine.start()
    await engine.publish(Array.from({ length: 40 }, () => shopEvent(shop)))
    await until(async () =>
      expect(await webhook(ids[0] ?? '')).toMatchObject({ status: 'disabled', disabled_reason: 'failures' }),
    )
    expect(receiver.received).toHaveLength(10)
    expect(await countDeliveries(db)).toEqual({ pending: 40 })
    receiver.behave(() => 200)
    await db.transaction(async (tx) => {
      await tx.run({
        text: `UPDATE webhooks SET status = 'enabled', disabled_reason = NULL, consecutive_failures = 0, version = version + 1`,
        values: [],
      })
      await tx.run({ text: `SELECT pg_notify('fabwire_endpoints', $1)`, values: [`|${ids[0]}`] })
    })
    await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 40 }))
  })

  test('a success starts the count afresh', async () => {
    await engine.stop()
    engine = engineOn(db, { waitsMs: Array.from({ length: 60 }, () => 10) })
    const { ids } = await makeEndpoints(db, shop, [receiver.url])
    receiver.behave((_, __, count) => (count % 5 === 0 ? 200 : 500))
    await engine.start()
    await engine.publish(Array.from({ length: 20 }, () => shopEvent(shop)))
    await until(async () => expect((await countDeliveries(db)).delivered).toBe(20))
    expect(await webhook(ids[0] ?? '')).toMatchObject({ status: 'enabled' })
  })

  test('410 disables an endpoint that asked for it, and only such a one', async () => {
    const asked = await makeEndpoints(db, shop, [receiver.url], { disableOnGone: true })
    receiver.behave(() => 410)
    await engine.start()
    await engine.publish([shopEvent(shop)])
    await until(async () =>
      expect(await webhook(asked.ids[0] ?? '')).toMatchObject({
        status: 'disabled',
        disabled_reason: 'gone',
      }),
    )
    expect(await countDeliveries(db)).toEqual({ pending: 1 })
  })
})

describe('our own faults', () => {
  test('a secret that cannot be read kills its delivery after five tries and blocks nobody', async () => {
    const clock = new ManualClock('2026-05-15T11:00:00Z')
    await engine.stop()
    engine = engineOn(db, { clock })
    const poisoned = await makeEndpoints(db, shop, [receiver.url])
    await db.run({ text: `UPDATE webhook_secrets SET ciphertext = '\\x00'`, values: [] })
    await makeEndpoints(db, shop, [receiver.url])
    await engine.start()
    await engine.publish([shopEvent(shop)])
    await until(() => expect(receiver.received).toHaveLength(1))
    await until(async () => {
      clock.advance(10_000)
      engine.poll()
      expect(await countDeliveries(db)).toEqual({ delivered: 1, dead: 1 })
    })
    const attempt = await db.one<{ error_code: string; number: number }>({
      text: 'SELECT a.error_code, a.number FROM attempts a JOIN deliveries d ON d.id = a.delivery_id WHERE d.webhook_id = $1',
      values: [poisoned.ids[0]],
    })
    expect(attempt).toEqual({ error_code: 'internal', number: 1 })
    expect(await webhook(poisoned.ids[0] ?? '')).toMatchObject({ status: 'enabled', consecutive_failures: 0 })
  })

  test('an answer that the database cannot store as it is loses nothing', async () => {
    await makeEndpoints(db, shop, [receiver.url])
    receiver.behave((_, response) => {
      response.writeHead(200).end(Buffer.from([0, 1, 255, 254, 0]))
      return undefined
    })
    await engine.start()
    await engine.publish([shopEvent(shop)])
    await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 1 }))
  })
})

describe('stopping', () => {
  test('ends what is in flight, settles it and gives the lanes back', async () => {
    await makeEndpoints(db, shop, [receiver.url])
    const pending: (() => void)[] = []
    receiver.behave((_, response) => {
      pending.push(() => response.writeHead(200).end())
      return undefined
    })
    await engine.start()
    await engine.publish([shopEvent(shop)])
    await until(() => expect(pending).toHaveLength(1))
    const stopped = engine.stop()
    pending[0]?.()
    await stopped
    expect(await countDeliveries(db)).toEqual({ delivered: 1 })
    expect(await db.rows({ text: 'SELECT * FROM lanes', values: [] })).toEqual([])
    expect(await db.rows({ text: 'SELECT * FROM engine_nodes', values: [] })).toEqual([])
  })
})

describe('several nodes', () => {
  const nodeRow = (id: string, leaseUntil: Date) =>
    db.run({ text: 'INSERT INTO engine_nodes (id, lease_until) VALUES ($1, $2)', values: [id, leaseUntil] })
  const lanesOf = (node: string, webhookIds: string[]) =>
    db.run({
      text: 'INSERT INTO lanes (webhook_id, node_id) SELECT unnest($1::uuid[]), $2 ON CONFLICT (webhook_id) DO UPDATE SET node_id = $2',
      values: [webhookIds, node],
    })
  const other = '01900000-0000-7000-8000-000000000001'

  test('a lane of a living node is left alone; a dead node is taken over', async () => {
    const { ids } = await makeEndpoints(db, shop, [receiver.url])
    await engine.start()
    await nodeRow(other, new Date(Date.now() + 3_600_000))
    await lanesOf(other, ids)
    await engine.publish([shopEvent(shop)])
    // Polls until it has certainly looked; nothing may have been sent.
    for (let look = 0; look < 5; look++) {
      engine.poll()
      await db.one({ text: 'SELECT 1 AS looked', values: [] })
    }
    expect(receiver.received).toHaveLength(0)
    await db.run({
      text: 'UPDATE engine_nodes SET lease_until = $2 WHERE id = $1',
      values: [other, new Date(Date.now() - 1)],
    })
    await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 1 }))
  })

  test('what is settled after the lane was lost matches nothing', async () => {
    const { ids } = await makeEndpoints(db, shop, [receiver.url])
    const finish: (() => void)[] = []
    receiver.behave((_, response) => {
      finish.push(() => response.writeHead(500).end())
      return undefined
    })
    await engine.start()
    await engine.publish([shopEvent(shop)])
    await until(() => expect(finish).toHaveLength(1))
    await nodeRow(other, new Date(Date.now() + 3_600_000))
    await lanesOf(other, ids)
    finish[0]?.()
    await engine.stop()
    const [delivery] = await db.rows({ text: 'SELECT status, attempt_count FROM deliveries', values: [] })
    expect(delivery).toEqual({ status: 'pending', attempt_count: 0 })
    expect(await db.rows({ text: 'SELECT * FROM attempts', values: [] })).toEqual([])
  })

  test('two nodes share the work and deliver everything once', async () => {
    const secondDb = openSecondDb(db)
    const second = engineOn(secondDb)
    await makeEndpoints(
      db,
      shop,
      Array.from({ length: 10 }, () => receiver.url),
    )
    await Promise.all(db.kind === 'pglite' ? [engine.start()] : [engine.start(), second.start()])
    for (let batch = 0; batch < 10; batch++)
      await engine.publish(Array.from({ length: 20 }, () => shopEvent(shop)))
    await until(async () => expect(await countDeliveries(db)).toEqual({ delivered: 2_000 }))
    expect(receiver.received).toHaveLength(2_000)
    await second.stop()
    await second.outbound.close()
    await secondDb.close()
  })
})
