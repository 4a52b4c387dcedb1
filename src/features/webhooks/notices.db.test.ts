import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Person, startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { dayMs } from '../../domain/delivery/days.ts'
import { HeldExpiry } from '../../engine/index.ts'
import { ManualClock } from '../../platform/clock.ts'
import { listMails } from '../mail/index.ts'
import { WebhookNotices } from './index.ts'
import {
  createWebhook,
  eventually,
  localReceivers,
  mintKey,
  publicUrl,
  publish,
  shippedEvent,
  startReceiver,
} from './test-harness.ts'

let shop: TestApp
let owner: Person
let customer: Person

beforeAll(async () => {
  shop = await startTestApp({ environment: { ...localReceivers, FABWIRE_BREAKER_FAILURES: '1' } })
  owner = await shop.owner()
  customer = await shop.customer()
})
afterAll(() => shop.close())

interface Item {
  type: string
  title: string
  message: string
  url: string | null
}

const noticesOf = async ({ credential }: Person): Promise<Item[]> =>
  (await shop.call('GET', '/inbox?limit=200', { as: credential })).body.data.filter(
    ({ type }: Item) => type === 'notice.webhook',
  )

const mailsTo = async ({ email }: Person) => {
  const mails = await listMails(shop.db, shop.services.parts.masterKey, new Date())
  return mails.filter(({ to, kind }) => to === email && kind === 'notice.webhook')
}

const housekeeping = () => shop.services.housekeeping.run()
const run = (text: string, ...values: unknown[]) => shop.db.run({ text, values })

describe('an owner who did not disable the webhook', () => {
  test('is told once that the breaker did, in the inbox and by mail', async () => {
    const receiver = await startReceiver(() => 500)
    const { id } = await createWebhook(shop, customer.credential, { url: `${receiver.url}?key=geheim` })
    const key = await mintKey(shop, owner, ['api'])
    await publish(shop, key, shippedEvent(customer.userId))
    await eventually(async () => expect(await noticesOf(customer)).toHaveLength(1))
    await housekeeping()
    await housekeeping()
    const [notice, ...others] = await noticesOf(customer)
    expect(others).toEqual([])
    expect(notice?.title).toBe(`Webhook disabled: ${new URL(receiver.url).host}`)
    expect(notice?.message).toMatch(/failed too many times.*held/)
    expect(notice?.url).toMatch(new RegExp(`/developers/webhooks/${id}$`))
    expect(JSON.stringify(notice)).not.toContain('geheim')
    expect(await mailsTo(customer)).toHaveLength(1)
    expect(await noticesOf(owner)).toEqual([])
  })

  test('is told of a 410, and of every disabling anew', async () => {
    const person = await shop.customer()
    const receiver = await startReceiver(() => 410)
    const webhook = await createWebhook(shop, person.credential, { url: receiver.url, disable_on_gone: true })
    const key = await mintKey(shop, owner, ['api'])
    for (const times of [1, 2]) {
      await publish(shop, key, shippedEvent(person.userId))
      await eventually(async () => expect(await noticesOf(person)).toHaveLength(times))
      await shop.call('POST', `/webhooks/${webhook.id}/enable`, {
        as: person.credential,
        body: { held: 'discard' },
      })
    }
    expect((await noticesOf(person))[0]?.message).toContain('410')
  })

  test('is told after a crash between the disabling and the notice, by whichever node comes first', async () => {
    const person = await shop.customer()
    const { id } = await createWebhook(shop, person.credential)
    await run(
      `UPDATE webhooks SET status = 'disabled', disabled_reason = 'failures', notice_due = 'failures' WHERE id = $1`,
      id,
    )
    const { parts, notices } = shop.services
    const second = new WebhookNotices({ ...parts, notices })
    await Promise.all([housekeeping(), second.sweep()])
    expect(await noticesOf(person)).toHaveLength(1)
  })

  test('is told again later when the notice could not be written', async () => {
    const person = await shop.customer()
    const { id } = await createWebhook(shop, person.credential)
    await run(
      `UPDATE webhooks SET status = 'disabled', disabled_reason = 'gone', notice_due = 'gone' WHERE id = $1`,
      id,
    )
    const { parts } = shop.services
    const failing = {
      tellUser: () => Promise.reject(new Error('no')),
      tellStaff: () => Promise.reject(new Error('no')),
    }
    const broken = new WebhookNotices({ ...parts, notices: failing as never })
    await expect(broken.sweep()).rejects.toThrow('no')
    expect(await noticesOf(person)).toEqual([])
    await housekeeping()
    expect(await noticesOf(person)).toHaveLength(1)
  })
})

test('members who may do something about it are told of a downgrade; the upgrade sends gently', async () => {
  const { id } = await createWebhook(shop, owner.credential)
  const manager = await shop.member(owner, 'manager')
  const staff = await shop.member(owner, 'staff')
  await shop.call('PATCH', '/workspace', { as: owner.credential, body: { plan: 'pro' } })
  await housekeeping()
  for (const person of [owner, manager]) {
    const [notice] = await noticesOf(person)
    expect(notice?.message).toContain('plan')
    expect(notice?.url).toMatch(new RegExp(`/settings/integrations/webhooks/${id}$`))
  }
  expect(await noticesOf(staff)).toEqual([])
  await shop.call('PATCH', '/workspace', { as: owner.credential, body: { plan: 'enterprise' } })
  const row = await shop.db.one<{ status: string; gently: boolean }>({
    text: 'SELECT status, enabled_at IS NOT NULL AS gently FROM webhooks WHERE id = $1',
    values: [id],
  })
  expect(row).toEqual({ status: 'enabled', gently: true })
})

test('who disables a webhook is not told so', async () => {
  const person = await shop.customer()
  const { id } = await createWebhook(shop, person.credential)
  await shop.call('POST', `/webhooks/${id}/disable`, { as: person.credential })
  await housekeeping()
  expect(await noticesOf(person)).toEqual([])
})

test('two notices, then what was held for too long is discarded as expired, with a line in the audit log', async () => {
  const person = await shop.customer()
  const { id } = await createWebhook(shop, person.credential, { url: publicUrl })
  await shop.call('POST', `/webhooks/${id}/disable`, { as: person.credential })
  const key = await mintKey(shop, owner, ['api', 'admin'])
  await publish(shop, key, shippedEvent(person.userId))
  const clock = new ManualClock(new Date())
  const { parts, notices } = shop.services
  const told = new WebhookNotices({ ...parts, clock, notices })
  const held = new HeldExpiry({
    db: shop.db,
    clock,
    heldRetentionMs: 90 * dayMs,
    onHeldExpiring: (tx, news) => told.heldExpiring(tx, news),
    onHeldExpired: (tx, news) => told.heldExpired(tx, news),
  })
  for (const days of [76, 11, 4]) {
    clock.advance(days * dayMs)
    await held.sweep()
  }
  const notices2 = await noticesOf(person)
  expect(notices2.map(({ title }) => title)).toEqual(
    Array(2).fill('Held deliveries will be given up: 93.184.215.14'),
  )
  const log = await shop.call('GET', `/webhooks/${id}/deliveries`, { as: person.credential })
  expect(log.body.data).toMatchObject([{ status: 'discarded', discard_reason: 'expired' }])
  const audit = await shop.call('GET', '/workspace/audit?limit=50', { as: owner.credential })
  expect(audit.text).toContain('webhook.held_expired')
})
