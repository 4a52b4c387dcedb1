import type { Locator } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { makeStepPart } from '../../src/cli/demo/step-part.ts'
import { none } from './harness/browser.ts'
import type { SignedUp } from './harness/people.ts'
import { type OpenShop, openShop } from './harness/shop.ts'
import type { RunningSite } from './harness/site.ts'
import { expectGood, go, heading, press } from './harness/steps.ts'

let site: RunningSite
let owner: SignedUp
let carl: SignedUp
let person: OpenShop['person']

beforeAll(async () => {
  const shop = await openShop({ mark_paid_allowed: true })
  ;({ site, owner, customer: carl, person } = shop)
  return () => shop.close()
})

const part = makeStepPart({
  widthMm: 60,
  depthMm: 40,
  heightMm: 8,
  holeDiameterMm: 10,
  name: 'Anchor bracket',
  now: new Date('2026-05-15T11:00:00Z'),
})

test('a job by hand: upload, quote, price, accept, produce, ship, invoice, pay', async () => {
  const customer = await person('carl@example.com')
  const shop = await person('olga@example.com')

  await go(customer.page, 'Projects')
  await press(customer.page, 'New project')
  await customer.page.getByLabel('Name', { exact: true }).fill('Anchor brackets')
  await press(customer.page, 'Create project')
  await heading(customer.page, 'Anchor brackets')
  await customer.page
    .getByLabel('Files to upload')
    .setInputFiles({ name: 'bracket.step', mimeType: 'model/step', buffer: Buffer.from(part) })
  await customer.page.getByRole('link', { name: 'bracket.step' }).waitFor()
  await customer.page.getByText('60 × 40 × 8 mm').waitFor()
  await expectGood(customer.page)

  await press(customer.page, 'Ask for a quote')
  await customer.page.getByLabel('Part').fill('Bracket')
  await customer.page.getByLabel('File', { exact: true }).selectOption({ label: 'bracket.step' })
  await customer.page.getByLabel('Process').fill('CNC milling')
  await customer.page.getByLabel('Material').fill('EN AW-6082')
  await customer.page.getByLabel('Quantities').fill('10, 50')
  await press(customer.page, 'Send request')
  await heading(customer.page, /^Quote Q-/)

  await go(shop.page, 'Quotes')
  await shop.page.getByRole('link', { name: /^Q-/ }).click()
  await shop.page.getByLabel('Unit price').nth(0).fill('12.5')
  await shop.page.getByLabel('Unit price').nth(1).fill('9.75')
  await shop.page.getByLabel('Lead time in days').nth(0).fill('10')
  await shop.page.getByLabel('Lead time in days').nth(1).fill('14')
  await press(shop.page, 'Add a charge')
  await shop.page.getByLabel('Label').fill('Fixture')
  await shop.page.getByLabel('Amount').fill('25')
  await press(shop.page, 'Save prices')
  await shop.page.getByText('Prices saved').waitFor()
  await shop.page.getByRole('cell', { name: '$487.50' }).waitFor()
  await expectGood(shop.page)
  await press(shop.page, 'Offer to the customer')
  await shop.page.getByText('The quote is ready').waitFor()

  await customer.page.reload()
  await customer.page.getByLabel(/^50 pieces for \$487\.50/).check()
  await customer.page.getByLabel('Purchase order number').fill('PO-7')
  await expectGood(customer.page)
  await press(customer.page, 'Accept and order')
  await heading(customer.page, /^Order O-/)
  await customer.page.getByText('$512.50').first().waitFor()

  await go(shop.page, 'Orders')
  await shop.page.getByRole('link', { name: /^O-/ }).click()
  await press(shop.page, 'Start production')
  await shop.page.getByText('The order is in production').waitFor()
  await shop.page.getByLabel('Carrier').fill('UPS')
  await shop.page.getByLabel('Tracking number').fill('1Z1')
  await press(shop.page, 'Pack')
  await press(shop.page, 'Handed to the carrier')
  await press(shop.page, 'Delivered')
  await shop.page.getByText('The shipment is delivered').waitFor()
  await expectGood(shop.page)
  await press(shop.page, 'Raise a quality report')
  await shop.page.getByLabel('Line of the order').selectOption({ label: '50 × Bracket' })
  await shop.page.getByLabel('Pieces affected').fill('2')
  await shop.page.getByLabel('What is wrong').fill('Scratched on the way')
  await press(shop.page, 'Raise')
  await heading(shop.page, /^Report N-/)
  await expectGood(shop.page)
  await shop.page.getByRole('link', { name: /^O-/ }).click()
  await heading(shop.page, /^Order O-/)
  await press(shop.page, 'Draft an invoice')
  await heading(shop.page, 'Draft of an invoice')
  await press(shop.page, 'Issue')
  await heading(shop.page, /^Invoice I-/)
  await shop.page.getByLabel('Amount in USD').fill('500')
  await press(shop.page, 'Enter payment')
  await shop.page.getByText('Payment entered').waitFor()
  await expectGood(shop.page)

  await go(customer.page, 'Invoices')
  await customer.page.getByRole('link', { name: /^I-/ }).click()
  await expect.poll(() => customer.page.getByLabel('Amount in USD').inputValue()).toBe('12.50')
  await customer.page.getByLabel('Reference').fill('F-1')
  await press(customer.page, 'Tell the shop')
  await customer.page.getByText('said by the customer').waitFor()
  await go(customer.page, 'Inbox')
  await customer.page.getByText('Invoice paid').first().waitFor()
  await customer.page
    .getByRole('listitem')
    .filter({ hasText: 'Scratched on the way' })
    .getByRole('link')
    .click()
  await heading(customer.page, /^Report N-/)
  await go(customer.page, 'Inbox')
  await customer.page.getByText('Invoice paid').first().waitFor()
  await expectGood(customer.page)
  await press(customer.page, 'Mark all read')
  await customer.page.getByText('0 unread').waitFor()

  expect(customer.misdeeds).toEqual(none)
  expect(shop.misdeeds).toEqual(none)
})

test('messages: the shop’s internal note stays inside, and a refusal keeps what was typed', async () => {
  const project = await carl.api<{ id: string }>('POST', '/projects', { name: 'Talk' })
  const customer = await person('carl@example.com', `/projects/${project.id}`)
  await customer.page.getByLabel('Write a message').fill('When?')
  await press(customer.page, 'Send')
  await customer.page.getByText('When?').waitFor()

  const shop = await person('olga@example.com', `/projects/${project.id}`)
  await shop.page.getByLabel('Write a message').fill('The steel is late')
  await shop.page.getByLabel(/^Internal/).check()
  await press(shop.page, 'Send')
  await shop.page.getByText('internal', { exact: true }).waitFor()
  await shop.page.getByLabel('Write a message').fill('Tomorrow')
  await press(shop.page, 'Send')
  await shop.page.getByText('Tomorrow').waitFor()

  await customer.page.reload()
  await customer.page.getByText('Tomorrow').waitFor()
  expect(await customer.page.getByText('The steel is late').count()).toBe(0)

  await press(customer.page, 'Ask for a quote')
  await customer.page.getByLabel('Part').fill('Bracket')
  await customer.page.getByLabel('Process').fill('CNC milling')
  await customer.page.getByLabel('Material').fill('Steel')
  await customer.page.getByLabel('Quantities').fill('ten')
  await press(customer.page, 'Send request')
  await customer.page.getByRole('alert').waitFor()
  await expect.poll(() => customer.page.getByLabel('Material').inputValue()).toBe('Steel')
})

/** What stands with a field as wrong with it, once it is marked and has the focus. */
async function complaintOf(field: Locator): Promise<string> {
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
  await expect.poll(() => field.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true)
  return field.evaluate((one) =>
    (one.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id: string) => one.ownerDocument.getElementById(id)?.textContent)
      .join(' '),
  )
}

const line = { part_name: 'Bracket', process: 'CNC milling', material: 'EN AW-6082' }

test('a refused value inside a line is marked and has the focus; prices not saved are asked about', async () => {
  const project = await carl.api<{ id: string }>('POST', '/projects', { name: 'Refused' })
  const quote = await carl.api<{ id: string; lines: { id: string }[] }>('POST', '/quotes', {
    project_id: project.id,
    lines: [{ ...line, quantities: [10, 50] }],
  })
  const { page, misdeeds } = await person('olga@example.com', `/quotes/${quote.id}`)
  for (const [at, price] of ['12.50', 'cheap'].entries()) {
    await page.getByLabel('Unit price').nth(at).fill(price)
    await page.getByLabel('Lead time in days').nth(at).fill('10')
  }
  await press(page, 'Save prices')
  expect(await complaintOf(page.getByLabel('Unit price').nth(1))).toContain('must be a text such as')
  await expect.poll(() => page.getByLabel('Unit price').nth(0).getAttribute('aria-invalid')).not.toBe('true')
  await page.getByRole('alert').getByText('Line 1, break 2, unit price').waitFor()
  await expectGood(page)

  await go(page, 'Orders')
  const leaving = page.getByRole('dialog', { name: 'Leave without saving?' })
  await leaving.getByRole('button', { name: 'Stay here' }).click()
  await leaving.waitFor({ state: 'detached' })
  await page.getByLabel('Unit price').nth(1).fill('9.75')
  await press(page, 'Save prices')
  await page.getByText('Prices saved').waitFor()
  await go(page, 'Orders')
  await heading(page, 'Orders')

  await owner.api('POST', `/quotes/${quote.id}/ready`)
  const order = await carl.api<{ id: string }>('POST', `/quotes/${quote.id}/accept`, {
    selections: [{ line_id: quote.lines[0]?.id, quantity: 10 }],
  })
  await owner.api('POST', `/orders/${order.id}/start-production`)
  await page.goto(`${site.origin}/orders/${order.id}`)
  await page.getByLabel('Carrier').fill('UPS')
  await page.getByLabel('Tracking number').fill('1Z2')
  const pieces = page.getByLabel('Pieces of Bracket')
  for (const [typed, complaint] of [
    ['many', 'number'],
    ['11', '10 of 10 are left to ship'],
  ] as const) {
    await pieces.fill(typed)
    await page.getByLabel('Carrier').focus()
    await press(page, 'Pack')
    await expect.poll(() => complaintOf(pieces)).toContain(complaint)
  }
  await expectGood(page)
  await pieces.fill('4')
  await press(page, 'Pack')
  await page.getByText(/^S-.* is packed$/).waitFor()
  // The browser itself logs the refusals.
  expect(misdeeds.console.filter((entry) => !/\/(pricing|shipments)\)$/.test(entry))).toEqual([])
})
