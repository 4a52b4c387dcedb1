import type { Browser, Page } from 'playwright-core'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { axe, launch, none, open, overflow } from './harness/browser.ts'
import { password, type SignedUp, signUp } from './harness/people.ts'
import { type RunningSite, startSite } from './harness/site.ts'

let browser: Browser
let site: RunningSite
let owner: SignedUp
let customer: SignedUp

beforeAll(async () => {
  site = await startSite()
  browser = await launch()
  owner = await signUp(site.origin, 'olga@example.com', { workspace: { name: 'Northwind Fab' } })
  customer = await signUp(site.origin, 'carl@example.com')
  return async () => {
    await browser.close()
    await site.stop()
  }
})

/** Somebody at a browser of their own, signed in. */
async function person(email: string) {
  const { page, context, misdeeds } = await open(browser, site.origin)
  onTestFinished(() => context.close())
  await page.goto(`${site.origin}/login`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  return { page, misdeeds }
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()
const go = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click()

/** The page as it stands breaks no rule, and fits a phone. */
async function expectGood(page: Page): Promise<void> {
  await page.waitForFunction('document.querySelector("[aria-label=Loading]") === null')
  expect(await axe(page), page.url()).toEqual([])
  const before = page.viewportSize() ?? { width: 1280, height: 720 }
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await overflow(page), page.url()).toBe(0)
  await page.setViewportSize(before)
}

test('a quality report: raised, started, resolved, reopened; the customer reads what is theirs', async () => {
  const project = await customer.api<{ id: string }>('POST', '/projects', { name: 'Anchor brackets' })
  const shop = await person(owner.email)
  await go(shop.page, 'Quality')
  await shop.page.getByRole('heading', { name: 'No quality reports yet' }).waitFor()
  await expectGood(shop.page)

  const raise = async (description: string, internal: boolean) => {
    await shop.page.goto(`${site.origin}/projects/${project.id}`)
    await press(shop.page, 'Raise a quality report')
    await shop.page.getByLabel('Severity').selectOption('major')
    await shop.page.getByLabel('Pieces affected').fill('3')
    await shop.page.getByLabel('What is wrong').fill(description)
    const dialog = shop.page.getByRole('dialog')
    if (internal) await dialog.getByLabel(/^Internal/).check()
    expect(await axe(shop.page)).toEqual([])
    await press(shop.page, 'Raise')
    await heading(shop.page, /^Report N-/)
  }
  await raise('Our own saw was blunt', true)
  await shop.page.getByText('internal: the customer does not see it').waitFor()
  await press(shop.page, 'Void the report')
  await press(shop.page, 'Void')
  await shop.page.getByText('The report is void').waitFor()

  await raise('Holes are too wide', false)
  await shop.page.getByLabel('Disposition').selectOption({ label: 'Scrap' })
  await expectGood(shop.page)
  await press(shop.page, 'Start')
  await shop.page.getByLabel('Root cause').fill('Worn drill')
  await shop.page.getByLabel('Resolution').fill('Made anew')
  await expectGood(shop.page)
  await press(shop.page, 'Resolve')
  await shop.page.getByText('Made anew').waitFor()
  const address = shop.page.url()
  await press(shop.page, 'Reopen')
  await shop.page.getByRole('button', { name: 'Resolve' }).waitFor()
  expect(await shop.page.getByText('Made anew').count()).toBe(0)
  await go(shop.page, 'Quality')
  await shop.page.getByText('internal', { exact: true }).waitFor()
  await expectGood(shop.page)

  const reader = await person(customer.email)
  await go(reader.page, 'Quality')
  await reader.page.getByRole('link', { name: /^N-/ }).click()
  await heading(reader.page, /^Report N-/)
  expect(reader.page.url()).toBe(address)
  await reader.page.getByText('Holes are too wide').waitFor()
  expect(await reader.page.getByRole('button', { name: 'Resolve' }).count()).toBe(0)
  await expectGood(reader.page)
  expect(shop.misdeeds).toEqual(none)
  expect(reader.misdeeds).toEqual(none)
})

test('the general thread: a customer asks, the shop chooses the customer and answers', async () => {
  const asking = await person(customer.email)
  await go(asking.page, 'Messages')
  await asking.page.getByLabel('Write a message').fill('Are you open in August?')
  expect(await asking.page.getByLabel(/^Internal/).count()).toBe(0)
  await press(asking.page, 'Send')
  await asking.page.getByText('Are you open in August?').waitFor()
  await expectGood(asking.page)

  const shop = await person(owner.email)
  await go(shop.page, 'Messages')
  await shop.page.getByLabel('Customer').selectOption({ label: 'carl (carl@example.com)' })
  await shop.page.getByText('Are you open in August?').waitFor()
  expect(new URL(shop.page.url()).search).toBe(`?customer_id=${customer.id}`)
  await shop.page.getByLabel('Write a message').fill('All of it')
  await press(shop.page, 'Send')
  await shop.page.getByText('All of it').waitFor()
  await expectGood(shop.page)

  await asking.page.reload()
  await asking.page.getByText('All of it').waitFor()
  expect(asking.misdeeds).toEqual(none)
  expect(shop.misdeeds).toEqual(none)
})
