import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../../test/harness/app.ts'
import { openSecondDb } from '../../../test/harness/database.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import { listMails } from '../mail/index.ts'
import { EventMails } from './index.ts'

let shop: Shop
let mails: EventMails
const options = () => ({ ...shop.app.services.parts, outbox: shop.app.services.outbox, sends: true })

beforeAll(async () => {
  shop = await openShop({ start: false })
  mails = new EventMails(options())
  await mails.start()
  // Its timer aside: the tests say when.
  await mails.stop()
})
afterAll(() => shop.close())
beforeEach(async () => {
  await catchUp()
  await shop.app.db.run({ text: 'DELETE FROM outbox', values: [] })
})

const cursor = async () => {
  const text = `SELECT value::bigint AS id FROM deployment WHERE key = 'event_mails_through'`
  return (await shop.app.db.one<{ id: number }>({ text, values: [] })).id
}
/** Batches until there is nothing left. */
async function catchUp(): Promise<void> {
  for (let before = -1; before !== (await cursor()); ) {
    before = await cursor()
    await mails.poll()
  }
}

interface Published {
  type?: string
  title?: string
  is_test?: boolean
}
const publish = async (person: Person, events: readonly Published[]): Promise<number[]> => {
  const reply = await shop.call('POST', '/events', shop.keys.api, {
    events: events.map(({ type = 'order.shipped', title = 'Your order shipped', is_test = false }) => ({
      type,
      user_id: person.userId,
      is_test,
      data: { title, message: 'On its way', project_no: 'P-1' },
    })),
  })
  expect(reply.status, reply.text).toBe(202)
  return reply.body.ids
}
const mailed = async (person?: Person) => {
  const { db, services } = shop.app
  const waiting = await listMails(db, services.parts.masterKey, new Date())
  const all = waiting.filter(({ kind }) => kind !== 'verify_email')
  return person === undefined ? all : all.filter(({ to }) => to === person.email)
}
const customer = () => shop.app.customer('north')
const mute = (person: Person, ...families: string[]) =>
  shop.call('PUT', '/account/notifications', person.credential, {
    mail: Object.fromEntries(families.map((family) => [family, false])),
  })

describe('an event', () => {
  test('is mailed to its customer once, and to nobody else', async () => {
    const anna = await customer()
    const [id] = await publish(anna, [{}])
    await catchUp()
    await catchUp()
    expect(await mailed()).toMatchObject([
      { to: anna.email, kind: 'events', subject: 'Your order shipped (P-1)' },
    ])
    expect(await cursor()).toBe(id)
  })

  test('of several in a batch each person gets one mail', async () => {
    const anna = await customer()
    const ben = await customer()
    await publish(anna, [{ title: 'A' }, { title: 'B' }])
    await publish(ben, [{ title: 'C' }])
    await publish(anna, [{ title: 'D' }])
    await catchUp()
    expect((await mailed(anna)).map(({ subject }) => subject)).toEqual(['A, and 2 more'])
    expect((await mailed(anna))[0]?.text).toMatch(/A \(P-1\)[\s\S]+B \(P-1\)[\s\S]+D \(P-1\)/)
    expect(await mailed(ben)).toHaveLength(1)
  })

  test('of a flood it says ten in words', async () => {
    const anna = await customer()
    await publish(
      anna,
      Array.from({ length: 1_000 }, (_, n) => ({ title: `Event ${n}` })),
    )
    await catchUp()
    const [mail, ...others] = await mailed(anna)
    expect([mail?.subject, others]).toEqual(['Event 0, and 999 more', []])
    expect(mail?.text).toContain('Event 9 (P-1)')
    expect(mail?.text).not.toContain('Event 10 (P-1)')
    expect(mail?.text).toContain('And 990 more, in your inbox')
  })

  test('of a muted family, a test, or to somebody who left is not mailed', async () => {
    const anna = await customer()
    const gone = await customer()
    const disabled = await customer()
    await mute(anna, 'order')
    await publish(anna, [{}, { type: 'invoice.issued', is_test: true }])
    await publish(gone, [{}])
    await publish(disabled, [{}])
    const { db } = shop.app
    await db.run({ text: 'DELETE FROM user_organizations WHERE user_id = $1', values: [gone.userId] })
    await db.run({ text: 'UPDATE users SET disabled_at = now() WHERE id = $1', values: [disabled.userId] })
    await catchUp()
    expect(await mailed()).toEqual([])
    await publish(anna, [{}, { type: 'invoice.issued', title: 'New invoice' }])
    await catchUp()
    expect((await mailed(anna)).map(({ subject }) => subject)).toEqual(['New invoice (P-1)'])
  })

  test('about the account itself is mailed by whoever makes it, not a second time', async () => {
    const anna = await customer()
    await shop.call('POST', '/account/password', anna.credential, {
      current_password: 'correct horse',
      new_password: 'battery staple',
    })
    await catchUp()
    expect((await mailed(anna)).map(({ kind }) => kind)).toEqual(['security.password_changed'])
  })

  test('is not mailed before it is committed, and then not passed over', async () => {
    const anna = await customer()
    const { db, services } = shop.app
    const event = {
      workspaceId: anna.workspaceId,
      userId: anna.userId,
      type: 'order.shipped' as const,
      data: { title: 'Slow', message: 'm', project_no: null },
      isTest: false,
    }
    let subjects: string[] = []
    if (db.kind === 'postgres') {
      const second = openSecondDb(db)
      await second.transaction(async (tx) => {
        await services.engine.enqueue(tx, [event])
        await publish(anna, [{ title: 'Quick' }])
        await catchUp()
        expect(await mailed(anna)).toEqual([])
      })
      await second.close()
      subjects = ['Slow, and 1 more']
    } else {
      await db.transaction((tx) => services.engine.enqueue(tx, [event]))
      subjects = ['Slow']
    }
    await catchUp()
    expect((await mailed(anna)).map(({ subject }) => subject)).toEqual(subjects)
  })
})

test('two nodes at once mail each event once', async () => {
  const second = openSecondDb(shop.app.db)
  const nodes = [mails, new EventMails({ ...options(), db: second })]
  const people = await Promise.all(Array.from({ length: 5 }, customer))
  for (const person of people) await publish(person, [{}, {}])
  for (let round = 0; round < 4; round++) await Promise.all(nodes.map((node) => node.poll()))
  for (const person of people) expect(await mailed(person)).toHaveLength(1)
  await second.close()
})

test('more people than one batch takes are mailed by several', async () => {
  const { db } = shop.app
  const { workspaceId } = shop.people.owner
  const ids = await db.rows<{ id: number }>({
    text: `INSERT INTO users (email, name, password_hash, created_at)
           SELECT 'crowd' || n || '@example.com', 'Crowd', '', now() FROM generate_series(1, 450) n RETURNING id`,
    values: [],
  })
  await db.run({
    text: `INSERT INTO user_organizations (user_id, workspace_id, role, created_at)
           SELECT id, $1, 'customer', now() FROM users WHERE name = 'Crowd'`,
    values: [workspaceId],
  })
  const events = ids.map(({ id }) => ({
    type: 'order.shipped',
    user_id: id,
    data: { title: 'T', message: 'm' },
  }))
  expect((await shop.call('POST', '/events', shop.keys.api, { events })).status).toBe(202)
  await mails.poll()
  expect(await mailed()).toHaveLength(200)
  await catchUp()
  const all = await mailed()
  expect([all.length, new Set(all.map(({ to }) => to)).size]).toEqual([450, 450])
})

test('a failure leaves cursor and mails as they were, and the next look tells', async () => {
  const anna = await customer()
  await publish(anna, [{}])
  const before = await cursor()
  const { outbox } = shop.app.services
  const failing = new EventMails({
    ...options(),
    outbox: Object.assign(Object.create(outbox), {
      writeAll: async (...args: Parameters<typeof outbox.writeAll>) => {
        await outbox.writeAll(...args)
        throw new Error('disk full')
      },
    }),
  })
  await failing.poll()
  expect([await cursor(), await mailed()]).toEqual([before, []])
  await catchUp()
  expect(await mailed(anna)).toHaveLength(1)
})

test('a node of role api writes none; what was before the first start is not mailed', async () => {
  const { db } = shop.app
  const anna = await customer()
  await publish(anna, [{}])
  await db.run({ text: `DELETE FROM deployment WHERE key = 'event_mails_through'`, values: [] })
  const idle = new EventMails({ ...options(), sends: false })
  await idle.start()
  await idle.stop()
  await expect(cursor()).rejects.toThrow()
  await mails.start()
  await mails.stop()
  await catchUp()
  expect(await mailed()).toEqual([])
  await publish(anna, [{ title: 'From now on' }])
  await catchUp()
  expect(await mailed(anna)).toHaveLength(1)
})

test('with nothing new a look is one query', async () => {
  await catchUp()
  const before = shop.app.db.statementCount
  await mails.poll()
  expect(shop.app.db.statementCount - before).toBe(1)
})
