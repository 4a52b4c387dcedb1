import type { ServerResponse } from 'node:http'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { axe, none, settled } from './harness/browser.ts'
import type { SignedUp } from './harness/people.ts'
import { type OpenShop, openShop } from './harness/shop.ts'
import type { RunningSite } from './harness/site.ts'
import { expectGood, go, press } from './harness/steps.ts'

let site: RunningSite
let customer: SignedUp
let person: OpenShop['person']
let receiver: Receiver
let webhookId: string
let secret: string

beforeAll(async () => {
  receiver = await startReceiver()
  const shop = await openShop()
  ;({ site, customer, person } = shop)
  return async () => {
    await shop.close()
    await receiver.close()
  }
})

/** Deliveries of the last seconds, as if an event had been sent to a webhook so many times. */
const fillLog = (webhook: string, eventId: number, count: number) =>
  site.db.run({
    text: `INSERT INTO deliveries (id, webhook_id, event_id, attempt_count, status)
           SELECT (substr(t, 1, 8) || '-' || substr(t, 9) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
                  $1::uuid, $2::bigint, 1, CASE WHEN n % 100 = 0 THEN 'dead' ELSE 'delivered' END
           FROM generate_series(1, $3::int) n,
                LATERAL (SELECT lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - $3::int + n), 12, '0') AS t) x`,
    values: [webhook, eventId, count],
  })

const sendTest = () => customer.api<{ event_id: number }>('POST', `/webhooks/${webhookId}/test`)

test('before anything is there, the overview and the log say how to begin', async () => {
  const { page, misdeeds } = await person(customer.email, '/developers')
  await page.getByRole('link', { name: 'Mint the first' }).waitFor()
  await page.getByRole('link', { name: 'Add the first' }).waitFor()
  await page.getByText('Nothing has failed.').waitFor()
  await expectGood(page)
  await go(page, 'Deliveries')
  await page.getByRole('heading', { name: 'No deliveries yet' }).waitFor()
  await expectGood(page)
  await page.getByLabel('Delivery status').selectOption('dead')
  await page.getByText('No delivery fits this filter.').waitFor()
  expect(misdeeds).toEqual(none)
})

describe('with a webhook', () => {
  beforeAll(async () => {
    const made = await customer.api<{ id: string; secret: string }>('POST', '/webhooks', {
      url: receiver.url,
      // Test events come whatever it subscribes to, and nothing else does.
      event_types: ['order.shipped'],
    })
    webhookId = made.id
    secret = made.secret
  })

  test('a test event: its example first, then its delivery and how it fares', async () => {
    receiver.behave(() => 204)
    const { page, misdeeds } = await person(customer.email, `/developers/webhooks/${webhookId}`)
    await press(page, 'Send test event')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('"type": "webhook.test"').waitFor()
    expect(await axe(page)).toEqual([])
    await press(page, 'Send it')
    await dialog.getByText(/It was taken within/).waitFor()
    expect(await axe(page)).toEqual([])
    await dialog.getByRole('link', { name: 'Look at the delivery' }).click()
    await page.getByRole('heading', { level: 1, name: /^webhook\.test #/ }).waitFor()
    await expectGood(page)
    expect(misdeeds).toEqual(none)
  })

  test('a delivery fails, is tried again and given up; what happened is told while it does', async () => {
    receiver.behave((_, response) => {
      response.writeHead(503, { 'content-type': 'application/json' }).end('{"why":"overloaded"}')
      return undefined
    })
    const overview = await person(customer.email, '/developers')
    await settled(overview.page)
    const { event_id } = await sendTest()
    // Nobody reloads: the stream says so.
    await overview.page.getByRole('link', { name: `webhook.test #${event_id}` }).waitFor()
    await overview.page
      .getByText(/failed at that time/)
      .first()
      .waitFor()

    const { page, misdeeds } = await person(customer.email, '/developers/deliveries')
    await page.getByRole('link', { name: `webhook.test #${event_id}` }).click()
    const attempts = page.getByRole('list', { name: 'Attempts' })
    await attempts.getByText('Attempt 1').waitFor()
    await page.getByText('Given up: every attempt failed.').waitFor()
    await expect.poll(() => attempts.getByRole('button').count()).toBe(4)
    await attempts
      .getByText(/^automatic, after/)
      .first()
      .waitFor()
    await page.getByRole('tab', { name: 'Response' }).click()
    await page.getByText('"why": "overloaded"').waitFor()
    // Both parts are there while one takes the place of the other.
    await page
      .getByRole('tabpanel', { name: 'Response' })
      .getByRole('button', { name: 'Raw', exact: true })
      .click()
    await page.getByText('{"why":"overloaded"}', { exact: true }).waitFor()
    await expectGood(page)
    await page.getByRole('tab', { name: 'Timing' }).click()
    await page.getByRole('row', { name: /First byte/ }).waitFor()
    await expectGood(page)
    await attempts.getByRole('button', { name: /Attempt 1/ }).click()
    await page.getByRole('tab', { name: 'Signature' }).click()
    await expectGood(page)

    receiver.behave(() => 200)
    await press(page, 'Redeliver')
    await page.getByText('It arrived.').waitFor()
    await page.getByText('by hand or replay').waitFor()
    await page.getByRole('link', { name: 'the first' }).click()
    await page.getByText('Given up: every attempt failed.').waitFor()

    await overview.page.getByText(/of 1 enabled/).waitFor()
    await press(overview.page, `Redeliver webhook.test #${event_id}`)
    await overview.page.getByText('Sent once more').waitFor()
    const figures = overview.page.getByRole('table', { name: 'Attempts by outcome' })
    await figures.getByRole('row').last().getByRole('cell', { name: '4', exact: true }).first().waitFor()
    await expectGood(overview.page)
    await overview.page.getByRole('button', { name: 'Table' }).first().click()
    await figures.waitFor()
    await expectGood(overview.page)
    await press(overview.page, '7 days')
    await overview.page.waitForURL(/range=7d/)
    await expectGood(overview.page)
    expect(misdeeds).toEqual(none)
    expect(overview.misdeeds).toEqual(none)
  })

  test('the playground gets the request handed over, without secret and address, and finds it right', async () => {
    const { page, misdeeds } = await person(customer.email, '/developers/deliveries?status=delivered')
    await page.getByRole('table').getByRole('link').first().click()
    await page.getByRole('tab', { name: 'Signature' }).click()
    await press(page, 'Open in the playground')
    await page.getByRole('heading', { name: 'Now the secret' }).or(page.getByText('Now the secret')).waitFor()
    expect(await page.content()).not.toContain(receiver.url)
    await expect.poll(() => page.getByLabel('Signing secret').inputValue()).toBe('')
    expect(new URL(page.url()).search).toBe('')
    await expectGood(page)
    await page.getByLabel('Signing secret').fill(secret)
    await page.getByText('right', { exact: true }).nth(1).waitFor()
    await page.getByText('within five minutes').waitFor()
    await page.getByLabel('webhook-timestamp').fill('1000000000')
    await page.getByText('What it may be').waitFor()
    await page.getByText(/is the clock right/).waitFor()
    await expectGood(page)
    // What is pasted fills the fields; the secret stays.
    const body = (await page.getByLabel('Body, exactly as it came').inputValue()) ?? ''
    const plain = await page.getByLabel('X-FabDigit-Signature').inputValue()
    await page
      .getByLabel('Whole request')
      .fill(`POST /hook HTTP/1.1\nx-fabdigit-signature: ${plain}\n\n${body}`)
    await page.getByText('The fields are filled in.').waitFor()
    await page.getByText('right', { exact: true }).waitFor()
    await page.getByLabel('Whole request').fill('no headers here')
    await page.getByText('No headers were found in it').waitFor()
    expect(await axe(page)).toEqual([])
    await press(page, 'Fill in a sample')
    await page.getByText('right', { exact: true }).nth(1).waitFor()
    expect(misdeeds).toEqual(none)
  })

  test('a replay: counted, begun, told of after a reload too', async () => {
    const { page, misdeeds } = await person(customer.email, `/developers/webhooks/${webhookId}`)
    await press(page, 'Replay a time')
    await page.getByRole('dialog').getByLabel('Which').selectOption('dead')
    await page.getByRole('dialog').getByLabel('Events').selectOption('order.shipped')
    await press(page, 'Count')
    await page.getByText('Nothing fits.').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Send them again' }).count()).toBe(1)
    await page.getByRole('dialog').getByLabel('Which').selectOption('')
    await page.getByRole('dialog').getByLabel('Events').selectOption('')
    await press(page, 'Count')
    await page.getByText(/will be sent again/).waitFor()
    expect(await axe(page)).toEqual([])
    await press(page, 'Send them again')
    const replays = page.getByRole('list', { name: 'Replays' })
    await replays.getByText('done', { exact: true }).waitFor()
    await page.reload()
    await replays.getByText(/sent again/).waitFor()
    await expectGood(page)
    expect(misdeeds).toEqual(none)
  })

  test('a replay is cancelled while it runs: what was not sent yet stays as it is', async () => {
    const { event_id: eventId } = await sendTest()
    const slow = await customer.api<{ id: string }>('POST', '/webhooks', {
      url: `${receiver.url}/slow`,
      event_types: ['order.shipped'],
    })
    await fillLog(slow.id, eventId, 2_000)
    const held: ServerResponse[] = []
    receiver.behave(({ path }, response) => {
      if (!path.endsWith('/slow')) return 204
      held.push(response)
      return undefined
    })
    const { page, misdeeds } = await person(customer.email, `/developers/webhooks/${slow.id}`)
    await press(page, 'Replay a time')
    await press(page, 'Count')
    await page.getByText('2,000 deliveries will be sent again').waitFor()
    await press(page, 'Send them again')
    const replays = page.getByRole('list', { name: 'Replays' })
    await replays.getByText('running', { exact: true }).waitFor()
    // As many as may wait in front of a receiver that does not answer.
    await replays.getByText(/^[1-9]\d* of 2,000 sent again$/).waitFor()
    await replays.getByRole('progressbar').waitFor()
    await expectGood(page)
    await press(page, 'Cancel the replay')
    await replays.getByText('cancelled', { exact: true }).waitFor()
    await expect.poll(() => replays.getByRole('progressbar').count()).toBe(0)
    const { data } = await customer.api<{ data: { done: number; status: string }[] }>(
      'GET',
      `/webhooks/${slow.id}/replays`,
    )
    const done = data[0]?.done ?? 0
    expect(done).toBeLessThan(2_000)
    await replays.getByText(`${done} of 2,000 sent again`).waitFor()
    const made = await site.db.one<{ n: number }>({
      text: 'SELECT count(*)::int AS n FROM deliveries WHERE webhook_id = $1::uuid AND redelivery_of IS NOT NULL',
      values: [slow.id],
    })
    expect(made.n).toBe(done)
    await page.reload()
    await replays.getByText(`${done} of 2,000 sent again`).waitFor()
    receiver.behave(() => 204)
    for (const response of held) response.writeHead(204).end()
    expect(misdeeds).toEqual(none)
  })

  test('new deliveries are announced and do not jump; several are sent once more', async () => {
    const { page, misdeeds } = await person(customer.email, '/developers/deliveries')
    const first = page.getByRole('table').getByRole('link').first()
    const before = await first.textContent()
    const { event_id } = await sendTest()
    const pill = page.getByRole('button', { name: '1 new delivery' })
    await pill.waitFor()
    expect(await first.textContent()).toBe(before)
    await expectGood(page)
    await pill.click()
    await page.getByRole('link', { name: `webhook.test #${event_id}` }).waitFor()
    await expect.poll(() => pill.count()).toBe(0)
    const boxes = page.getByRole('table').getByRole('checkbox')
    await boxes.nth(1).check()
    await page.getByRole('button', { name: 'Replay all failed since here' }).click()
    await page.getByRole('dialog').getByLabel('From').waitFor()
    expect(await axe(page)).toEqual([])
    await page.keyboard.press('Escape')
    await boxes.nth(2).check()
    await press(page, 'Redeliver selected')
    await page.getByRole('dialog', { name: 'Redeliver 2 deliveries?' }).waitFor()
    expect(await axe(page)).toEqual([])
    await press(page, 'Redeliver')
    await page.getByText('2 deliveries made anew').waitFor()
    await page.getByRole('button', { name: '2 new deliveries' }).waitFor()
    expect(misdeeds).toEqual(none)
  })

  test('10,000 deliveries scroll to the end with few rows in the page, and filter', async () => {
    const { event_id: eventId } = await sendTest()
    // No event comes by itself: signing in makes one, too.
    const busy = await customer.api<{ id: string }>('POST', '/webhooks', {
      url: `${receiver.url}/busy`,
      event_types: ['order.shipped'],
    })
    await fillLog(busy.id, eventId, 10_000)
    const { page, misdeeds } = await person(customer.email, `/developers/deliveries?webhook_id=${busy.id}`)
    const table = page.getByRole('table', { name: 'Deliveries' })
    await table.getByRole('row').nth(5).waitFor()
    await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('-1')
    const log = page.getByRole('region', { name: 'Delivery log' })
    const end = page.getByText('10,000 loaded, all there are')
    while ((await end.count()) === 0) {
      await log.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
      expect(await table.getByRole('row').count()).toBeLessThan(60)
    }
    await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('10001')
    await log.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
    await table.getByRole('row').last().and(table.locator('[aria-rowindex="10001"]')).waitFor()
    // By keyboard: the list takes the focus, and Home leads back.
    await log.focus()
    await page.keyboard.press('Home')
    await table.locator('[aria-rowindex="2"]').waitFor()
    await page.getByLabel('Delivery status').selectOption('dead')
    await page.getByText('100 loaded, all there are').waitFor()
    await page.waitForURL(/status=dead/)
    await expectGood(page)
    // To choose what was not read yet is a step of its own.
    await page.getByLabel('Delivery status').selectOption('')
    await page.getByText('200 loaded, more on scrolling').waitFor()
    await page.getByLabel('Select all that are loaded').check()
    await page.getByText('200 selected').waitFor()
    await press(page, 'Select all that match')
    await page.getByText('10,000 selected').waitFor()
    await press(page, 'Redeliver selected')
    await page.getByRole('dialog', { name: 'Redeliver 10,000 deliveries?' }).waitFor()
    await press(page, 'Cancel')
    await press(page, 'Clear')
    await page.getByText('10,000 selected').waitFor({ state: 'detached' })
    expect(misdeeds).toEqual(none)
  })

  test('tokens that nobody uses, and those that expire soon, are pointed out', async () => {
    for (const name of ['CI job', 'Old script'])
      await customer.api('POST', '/tokens', {
        name,
        scopes: ['read:projects', 'read:quotes', 'read:webhooks'],
      })
    await site.db.run({
      text: `UPDATE tokens SET created_at = now() - interval '40 days' WHERE name = 'Old script'`,
      values: [],
    })
    await site.db.run({
      text: `UPDATE tokens SET expires_at = now() + interval '5 days' WHERE name = 'CI job'`,
      values: [],
    })
    const { page, misdeeds } = await person(customer.email, '/developers')
    await page.getByText('1 expires within 14 days').waitFor()
    await page.getByText('1 is unused for 30 days').waitFor()
    await go(page, 'Tokens')
    await page.getByText('Within 14 days these expire: CI job.').waitFor()
    await page.getByText('For 30 days nothing has used: Old script.').waitFor()
    await page.getByText('3 scopes').first().click()
    await expectGood(page)
    await press(page, 'Rotate CI job')
    await page.getByRole('dialog').getByLabel('The old secret ends').selectOption('86400')
    expect(await axe(page)).toEqual([])
    await press(page, 'Rotate')
    const shown = page.getByRole('dialog', { name: 'Your token' })
    await expect.poll(() => shown.getByRole('status').textContent()).toMatch(/^pat_/)
    await press(page, 'Done')
    await press(page, 'I have stored it')
    await press(page, 'Revoke Old script')
    await press(page, 'Revoke token')
    await page.getByText('Token revoked').waitFor()
    await expect.poll(() => page.getByText('For 30 days nothing has used').count()).toBe(0)
    expect(misdeeds).toEqual(none)
  })
})
