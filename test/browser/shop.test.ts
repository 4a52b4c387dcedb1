import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { axe, none } from './harness/browser.ts'
import { password, type SignedUp, signUp } from './harness/people.ts'
import { type OpenShop, openShop } from './harness/shop.ts'
import type { RunningSite } from './harness/site.ts'
import { expectGood, heading, press } from './harness/steps.ts'

let site: RunningSite
let owner: SignedUp
let customer: SignedUp
let visit: OpenShop['visit']
let person: OpenShop['person']

beforeAll(async () => {
  const shop = await openShop({ plan: 'enterprise' })
  ;({ site, owner, customer, visit, person } = shop)
  return () => shop.close()
})

async function fillIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Sign in')
}

const says = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor()

const part = { part_name: 'Bracket', process: 'CNC milling', material: 'EN AW-6082' }

async function requestQuote(): Promise<{ id: string; project_id: string }> {
  const project = await customer.api<{ id: string }>('POST', '/projects', { name: 'Brackets' })
  return customer.api('POST', '/quotes', { project_id: project.id, lines: [{ ...part, quantities: [10] }] })
}

async function placeOrder(): Promise<{ id: string; project_id: string }> {
  const project = await customer.api<{ id: string }>('POST', '/projects', { name: 'Ordered brackets' })
  return owner.api('POST', '/orders', {
    project_id: project.id,
    currency: 'USD',
    promised_at: new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10),
    lines: [{ ...part, quantity: 10, unit_price: '12.5' }],
  })
}

test('a quote: priced with several quantities, kept through a refusal, declined with a reason, revised', async () => {
  const quote = await requestQuote()
  const shop = await person(owner.email)
  await heading(shop.page, 'Today')
  await shop.page.getByRole('link', { name: /^Q-/ }).click()
  await heading(shop.page, /^Quote Q-/)
  await expect
    .poll(() => shop.page.getByRole('button', { name: 'Offer to the customer' }).isDisabled())
    .toBe(true)

  await shop.page.getByLabel('Unit price').fill('12,5')
  await shop.page.getByLabel('Lead time in days').fill('10')
  await press(shop.page, 'Add a quantity of Bracket')
  await shop.page.getByLabel('Quantity', { exact: true }).nth(1).fill('10')
  await shop.page.getByLabel('Unit price').nth(1).fill('9.755')
  await shop.page.getByLabel('Lead time in days').nth(1).fill('14')
  await says(shop.page, '$97.55 to $125.00')
  await press(shop.page, 'Save prices')
  await shop.page.getByRole('alert').getByText('must not name a quantity twice').waitFor()
  await expect.poll(() => shop.page.getByLabel('Unit price').nth(1).inputValue()).toBe('9.755')
  await shop.page.getByLabel('Quantity', { exact: true }).nth(1).fill('100')
  await says(shop.page, '$125.00 to $975.50')
  await press(shop.page, 'Save prices')
  await shop.page.getByRole('cell', { name: '$975.50' }).waitFor()
  await expectGood(shop.page)
  await press(shop.page, 'Offer to the customer')
  await says(shop.page, 'The quote is ready')

  const reader = await person(customer.email)
  await heading(reader.page, 'Your work')
  await expectGood(reader.page)
  await reader.page.goto(`${site.origin}/quotes/${quote.id}`)
  await reader.page.getByLabel(/^100 pieces for \$975\.50/).check()
  await says(reader.page, 'You will pay')
  await expectGood(reader.page)
  await press(reader.page, 'Decline')
  await reader.page.getByLabel('Reason').fill('Too dear for us')
  expect(await axe(reader.page)).toEqual([])
  await press(reader.page, 'Decline the offer')
  await says(reader.page, 'The customer has declined it')

  await shop.page.reload()
  await says(shop.page, 'Too dear for us')
  await expectGood(shop.page)
  // The browser itself logs the refusal.
  expect(shop.misdeeds.console.filter((line) => !line.includes('/pricing'))).toEqual([])
  expect(reader.misdeeds).toEqual(none)
})

test('an order: held with a reason, shipped in parts, held up on the way, invoiced in parts, paid another way', async () => {
  const order = await placeOrder()
  const { page, misdeeds } = await person(owner.email, `/orders/${order.id}`)
  await says(page, 'due soon')
  await press(page, 'Start production')
  await says(page, 'The order is in production')
  await press(page, 'Put on hold')
  await page.getByRole('dialog').getByLabel('Reason', { exact: true }).fill('The steel is late')
  await page.getByLabel(/internal/).check()
  expect(await axe(page)).toEqual([])
  await page.getByRole('dialog').getByRole('button', { name: 'Put on hold' }).click()
  await press(page, 'Resume')
  const { data } = await customer.api<{ data: unknown[] }>('GET', `/projects/${order.project_id}/messages`)
  expect(data).toEqual([])

  await page.getByLabel('Carrier').fill('UPS')
  await page.getByLabel('Tracking number').fill('1Z1')
  await page.getByLabel('Tracking page').fill('https://carrier.example/1Z1')
  await page.getByLabel('Pieces of Bracket').fill('4')
  await press(page, 'Pack')
  await press(page, 'Handed to the carrier')
  await page.getByRole('link', { name: 'track 1Z1' }).waitFor()
  await page.getByRole('progressbar', { name: 'Shipped of Bracket' }).waitFor()
  await says(page, '4 of 10')
  await press(page, 'Something went wrong')
  await says(page, /is held up$/)
  await expectGood(page)

  await page.getByLabel('Invoice of Bracket').fill('4')
  await press(page, 'Draft an invoice')
  await heading(page, 'Draft of an invoice')
  await press(page, 'Issue')
  await heading(page, /^Invoice I-/)
  await page.getByLabel('Amount in USD').fill('20.50')
  await page.getByLabel('Method').selectOption({ label: 'Another way' })
  await page.getByLabel('Which way').fill('barter')
  await press(page, 'Enter payment')
  await page.getByRole('cell', { name: 'Barter' }).waitFor()
  await says(page, '$29.50 is open')
  await expectGood(page)
  await press(page, 'Reverse the payment of $20.50')
  await press(page, 'Reverse the payment')
  await says(page, 'reversed')
  await press(page, 'Void')
  expect(await axe(page)).toEqual([])
  await press(page, 'Void the invoice')
  await says(page, 'The invoice is void')

  await page.getByRole('link', { name: /^O-/ }).click()
  await says(page, '0 of 10')
  await page.goto(`${site.origin}/orders`)
  await page.getByRole('link', { name: 'Download as CSV' }).waitFor()
  await page.getByRole('link', { name: 'carl', exact: true }).first().click()
  await heading(page, 'carl')
  await expectGood(page)
  expect(misdeeds).toEqual(none)
})

test('the workspace: its letterhead, its people, its plan, its keys', async () => {
  const { page, misdeeds } = await person(owner.email, '/settings/organization')
  await page.getByLabel('Time zone').selectOption('Europe/Berlin')
  await press(page, 'Save workspace')
  await says(page, 'Workspace saved')
  await page.getByLabel('Logo', { exact: true }).setInputFiles({
    name: 'logo.svg',
    mimeType: 'image/svg+xml',
    buffer: Buffer.from('<svg/>'),
  })
  await says(page, /The file must be a data URL of a PNG or JPEG/)
  await page.getByLabel('Tax number').fill('DE 123')
  await press(page, 'Save letterhead')
  await says(page, 'Letterhead saved')
  await expectGood(page)
  expect(await owner.api('GET', '/workspace')).toMatchObject({
    time_zone: 'Europe/Berlin',
    letterhead: { tax_number: 'DE 123' },
  })

  await page.goto(`${site.origin}/settings/users`)
  await says(page, 'A workspace keeps at least one owner')
  await expect.poll(() => page.getByLabel('Role of olga').isDisabled()).toBe(true)
  await press(page, 'Invite somebody')
  await page.getByLabel('Email').fill('mia@example.com')
  await page.getByLabel('Role', { exact: true }).selectOption('manager')
  await press(page, 'Invite')
  await press(page, 'Done')
  await press(page, 'Send mia@example.com a new link')
  await page.getByRole('status').filter({ hasText: '/invitations/' }).waitFor()
  await press(page, 'Done')
  await expectGood(page)
  await press(page, 'Withdraw the invitation of mia@example.com')
  await press(page, 'Withdraw')
  await says(page, 'Invitation withdrawn')

  await page.goto(`${site.origin}/settings/organization/subscription`)
  await press(page, 'Change to pro')
  await says(page, 'Tenant API keys are refused')
  expect(await axe(page)).toEqual([])
  await press(page, 'Cancel')

  await owner.api('POST', '/api-keys', { name: 'ERP', environment: 'production', scopes: ['api'] })
  await page.goto(`${site.origin}/settings/integrations/api`)
  await page.getByRole('link', { name: 'ERP', exact: true }).click()
  await page.getByLabel('Name', { exact: true }).fill('ERP of the shop')
  await page.getByLabel('Description').fill('Reads orders')
  await says(page, '2 unsaved changes')
  await expectGood(page)
  await press(page, 'Save')
  await says(page, 'ERP →')
  expect(await axe(page)).toEqual([])
  await press(page, 'Save 2 changes')
  await heading(page, 'ERP of the shop')
  expect(misdeeds).toEqual(none)
})

test('signing in: links that are dead say so, a password can be looked at, a backup code opens', async () => {
  const someone = await signUp(site.origin, 'tess@example.com')
  const { page, misdeeds } = await visit()
  const dead = 'a'.repeat(43)
  await page.goto(`${site.origin}/invitations/${dead}`)
  await heading(page, 'This link does not work any more')
  await expectGood(page)
  await page.goto(`${site.origin}/reset-password/${dead}`)
  await page.getByLabel('Password').fill('tess-brackets')
  await says(page, /^Good\.|^Fair|^Weak/)
  await press(page, 'Show the characters')
  await expect.poll(() => page.getByLabel('Password').getAttribute('type')).toBe('text')
  await expectGood(page)
  await press(page, 'Set password')
  await heading(page, 'This link does not work any more')
  await page.goto(`${site.origin}/verify/${dead}`)
  await press(page, 'Confirm')
  await heading(page, 'This link does not work any more')

  const { secret } = await someone.api<{ secret: string }>('POST', '/account/2fa/enroll', { password })
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  const { backup_codes } = await someone.api<{ backup_codes: string[] }>('POST', '/account/2fa/confirm', {
    code,
  })
  await page.goto(`${site.origin}/login`)
  await fillIn(page, someone.email)
  await page.getByLabel('Code').fill('000000')
  await press(page, 'Continue')
  await page.getByRole('alert').waitFor()
  await expectGood(page)
  await press(page, 'Use a backup code')
  await page.getByLabel('Backup code').fill(backup_codes[0] ?? '')
  await press(page, 'Continue')
  await heading(page, 'Your work')
  // The browser itself logs what was refused.
  expect(misdeeds.console.filter((line) => !/\/api\/(invitations|auth)\//.test(line))).toEqual([])
})
