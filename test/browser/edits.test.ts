import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { axe } from './harness/browser.ts'
import { type SignedUp, signUp } from './harness/people.ts'
import { type OpenShop, openShop } from './harness/shop.ts'
import { expectGood, go, heading, press } from './harness/steps.ts'

/** What is typed and not saved yet: asked about before it is lost, and brought together with what others save. */

let shop: OpenShop
let owner: SignedUp
let customer: SignedUp
let person: OpenShop['person']

beforeAll(async () => {
  shop = await openShop({ plan: 'enterprise' })
  ;({ owner, customer, person } = shop)
  return () => shop.close()
})

const leaving = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' })
const meanwhile = (page: Page) => page.getByText('Somebody else has changed this meanwhile')

test('leaving a page with unsaved changes asks first', async () => {
  const key = await owner.api<{ id: string }>('POST', '/api-keys', {
    name: 'ERP',
    environment: 'production',
    scopes: ['api'],
  })
  const { page } = await person(owner.email, `/settings/integrations/api/${key.id}`)
  await page.getByLabel('Name', { exact: true }).fill('ERP two')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Orders' }).click()
  const dialog = leaving(page)
  await dialog.waitFor()
  expect(await axe(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Stay here' }).click()
  await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('ERP two')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Save the change' }).click()
  await page.getByText('Saved').waitFor()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Orders' }).click()
  await heading(page, 'Orders')
})

test('saved by somebody else meanwhile: what is there now stands beside what is wanted', async () => {
  const { id } = await owner.api<{ id: string }>('POST', '/api-keys', {
    name: 'Shared',
    environment: 'production',
    scopes: ['api'],
  })
  const { page } = await person(owner.email, `/settings/integrations/api/${id}`)
  const name = page.getByLabel('Name', { exact: true })
  await name.fill('Mine')
  await owner.api('PATCH', `/api-keys/${id}`, { name: 'Theirs', description: 'Added there' })
  await page.getByRole('button', { name: 'Save' }).click()
  await meanwhile(page).waitFor()
  await expect.poll(() => page.getByLabel('Description').inputValue()).toBe('Added there')
  await expect.poll(() => name.inputValue()).toBe('Mine')
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Save the change' }).click()
  await page.getByRole('heading', { level: 1, name: 'Mine' }).waitFor()
  expect(await owner.api('GET', `/api-keys/${id}`)).toMatchObject({
    name: 'Mine',
    description: 'Added there',
  })
})

test('two forms of a page with something unsaved ask once, together', async () => {
  const { page } = await person(owner.email, '/settings/organization')
  await page.getByLabel('Name', { exact: true }).fill('Northwind Fabrication')
  await page.getByLabel('Phone').fill('+1 555 0100')
  await go(page, 'Orders')
  await leaving(page).getByRole('button', { name: 'Stay here' }).click()
  await leaving(page).waitFor({ state: 'detached' })
  // What is saved asks no more; the other form still does.
  await press(page, 'Save workspace')
  await page.getByText('Workspace saved').waitFor()
  await go(page, 'Orders')
  await leaving(page).getByRole('button', { name: 'Stay here' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Northwind')
  await go(page, 'Orders')
  await leaving(page).getByRole('button', { name: 'Leave' }).click()
  await heading(page, 'Orders')
  await expect.poll(() => leaving(page).count()).toBe(0)
})

test('the own name, changed elsewhere meanwhile, is not overwritten unasked', async () => {
  const nina = await signUp(shop.site.origin, 'nina@example.com')
  const { page } = await person(nina.email, '/settings/profile')
  const name = page.getByLabel('Name', { exact: true })
  await name.fill('Nina here')
  await nina.api('PATCH', '/account', { name: 'Nina there' })
  await press(page, 'Save')
  await meanwhile(page).waitFor()
  await page.getByRole('definition').filter({ hasText: 'Nina there' }).waitFor()
  await expect.poll(() => name.inputValue()).toBe('Nina here')
  await expectGood(page)
  await press(page, 'Keep mine')
  await press(page, 'Save')
  await page.getByText('Saved', { exact: true }).waitFor()
  expect(await nina.api('GET', '/account')).toMatchObject({ name: 'Nina here' })
  await go(page, 'Projects')
  await heading(page, 'Projects')
})

test('prices: two people price two lines, then one line, then the offer is out before the last is saved', async () => {
  const part = { process: 'CNC milling', material: 'EN AW-6082' }
  const bracket = 'Bracket_for_the_test_stand_revision_C_left_hand_side_mirrored'
  const project = await customer.api<{ id: string }>('POST', '/projects', { name: 'Priced by two' })
  const quote = await customer.api<{ id: string; lines: { id: string }[] }>('POST', '/quotes', {
    project_id: project.id,
    lines: [bracket, 'Plate'].map((part_name) => ({ ...part, part_name, quantities: [10] })),
  })
  const elsewhere = (prices: readonly string[]) =>
    owner.api('PUT', `/quotes/${quote.id}/pricing`, {
      currency: 'USD',
      lines: quote.lines.map(({ id }, at) => ({
        line_id: id,
        breaks: [{ quantity: 10, unit_price: prices[at], lead_time_days: 7 }],
      })),
    })
  const now = async () =>
    (
      await owner.api<{ lines: { breaks: { unit_price: string }[] }[] }>('GET', `/quotes/${quote.id}`)
    ).lines.map(({ breaks }) => Number(breaks[0]?.unit_price))
  await elsewhere(['1', '2'])
  const { page } = await person(owner.email, `/quotes/${quote.id}`)
  const price = (at: number) => page.getByLabel('Unit price').nth(at)
  const save = async () => {
    await press(page, 'Save prices')
    await page.getByText('Prices saved').last().waitFor()
  }
  await price(0).fill('1.5')
  await elsewhere(['1', '3'])
  await save()
  expect(await now()).toEqual([1.5, 3])
  await expect.poll(() => meanwhile(page).count()).toBe(0)

  await price(0).fill('5')
  await elsewhere(['4', '3'])
  await press(page, 'Save prices')
  await meanwhile(page).waitFor()
  await page.getByText(`Prices of ${bracket} now`).waitFor()
  await expectGood(page)
  await press(page, 'Take theirs')
  await expect.poll(() => price(0).inputValue()).toBe('4.00')

  await price(1).fill('6')
  await owner.api('POST', `/quotes/${quote.id}/ready`)
  await press(page, 'Save prices')
  await page.getByText('The quote is ready now').waitFor()
  await expect.poll(() => price(1).inputValue()).toBe('6')
  await expectGood(page)
  await press(page, 'Discard these prices')
  await price(1).waitFor({ state: 'detached' })
  expect(await now()).toEqual([4, 3])
})

test('a webhook: old and new are read before it is saved, and a refused address is marked', async () => {
  const { id } = await customer.api<{ id: string }>('POST', '/webhooks', {
    url: 'https://hooks.example.com/old',
    event_types: ['order.shipped'],
  })
  const { page } = await person(customer.email, `/developers/webhooks/${id}`)
  const url = page.getByLabel('URL', { exact: true })
  await url.fill('https://10.0.0.1/inside')
  await page.getByLabel('Description').fill('For the ERP')
  await page.getByText('2 unsaved changes').waitFor()
  await press(page, 'Save')
  const dialog = page.getByRole('dialog', { name: 'Save these changes?' })
  await dialog.getByText('https://hooks.example.com/old').waitFor()
  await dialog.getByText('https://10.0.0.1/inside').waitFor()
  await expectGood(page)
  await dialog.getByRole('button', { name: 'Save 2 changes' }).click()
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => url.getAttribute('aria-invalid')).toBe('true')
  await expectGood(page)
  await url.fill('https://hooks.example.com/new')
  await press(page, 'Save')
  await press(page, 'Save 2 changes')
  await page.getByText('Saved', { exact: true }).waitFor()
  expect(await customer.api('GET', `/webhooks/${id}`)).toMatchObject({
    url: 'https://hooks.example.com/new',
    description: 'For the ERP',
  })
  await url.fill('https://hooks.example.com/third')
  await press(page, 'Undo')
  await expect.poll(() => url.inputValue()).toBe('https://hooks.example.com/new')
  await go(page, 'Tokens')
  await heading(page, 'Tokens')
})
