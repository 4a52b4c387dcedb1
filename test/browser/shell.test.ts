import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { axe, none, overflow, settled } from './harness/browser.ts'
import type { SignedUp } from './harness/people.ts'
import { type OpenShop, openShop } from './harness/shop.ts'
import type { RunningSite } from './harness/site.ts'
import { heading } from './harness/steps.ts'

let site: RunningSite
let owner: SignedUp
let customer: SignedUp
let person: OpenShop['person']
let projectNo: string

beforeAll(async () => {
  const shop = await openShop({ plan: 'enterprise' })
  ;({ site, owner, customer, person } = shop)
  projectNo = (await customer.api<{ project_no: string }>('POST', '/projects', { name: 'Anchor brackets' }))
    .project_no
  return () => shop.close()
})

const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent')
const pathOf = (page: Page) => {
  const { pathname, search } = new URL(page.url())
  return pathname + search
}
/** Something new in the customer's inbox. */
const write = (body: string) => owner.api('POST', '/messages', { customer_id: customer.id, body })

test('the inbox tells of news live: in the navigation, the title and a pill; the list does not jump', async () => {
  const { page, misdeeds } = await person(customer.email, '/inbox')
  await heading(page, 'Inbox')
  await settled(page)
  const before = await page.getByRole('article').count()
  await write('Your plates are ready')
  const pill = page.getByRole('button', { name: /^New: / })
  await pill.waitFor()
  expect(await page.getByRole('article').count()).toBe(before)
  await expect.poll(() => page.title()).toMatch(/^\(\d+\) Inbox · Fabwire$/)
  const unread = page.getByRole('navigation', { name: 'Main' }).getByText(/\d+ unread/)
  await unread.waitFor({ state: 'attached' })
  expect(await axe(page)).toEqual([])
  await pill.click()
  await expect.poll(() => page.getByRole('article').count()).toBe(before + 1)
  await pill.waitFor({ state: 'hidden' })

  await page.getByLabel('Only what is unread').check()
  await expect.poll(() => pathOf(page)).toBe('/inbox?unread=true')
  await page.getByRole('button', { name: 'Mark all read' }).click()
  await page.getByText('Everything is read.').waitFor()
  await unread.waitFor({ state: 'detached' })
  await expect.poll(() => page.title()).toBe('Inbox · Fabwire')
  await page.goBack()
  await expect.poll(() => pathOf(page)).toBe('/inbox')
  expect(misdeeds).toEqual(none)
})

test('many tabs of a browser share one stream: all of them load and hear of news, also when its holder is closed', async () => {
  const { page } = await person(customer.email)
  const streams = new Set<Page>()
  const watch = (one: Page) =>
    one.on('request', (request) => request.url().endsWith('/api/stream') && streams.add(one))
  // More than the connections that a browser has to one server.
  const tabs = await Promise.all(
    Array.from({ length: 7 }, async () => {
      const tab = await page.context().newPage()
      watch(tab)
      await tab.goto(`${site.origin}/inbox`)
      await heading(tab, 'Inbox')
      await settled(tab)
      return tab
    }),
  )
  const unread = (tab: Page, count: number) =>
    expect.poll(() => tab.title()).toBe(`(${count}) Inbox · Fabwire`)
  const before = Number(/^\((\d+)\)/.exec((await tabs[0]?.title()) ?? '')?.[1] ?? 0)
  await write('To all tabs')
  for (const tab of tabs) await unread(tab, before + 1)
  // The first page of all has it.
  expect(streams.size).toBe(0)
  await page.close()
  await expect.poll(() => streams.size).toBe(1)
  await write('To those that are left')
  for (const tab of tabs) await unread(tab, before + 2)
})

test('filters stand in the address: the back button undoes them, and an empty list offers to clear them', async () => {
  const { page } = await person(customer.email, '/projects')
  await page.getByRole('link', { name: 'Anchor brackets' }).waitFor()
  await page.getByLabel('Status').selectOption('archived')
  await page.getByText('Nothing fits this filter.').waitFor()
  expect(pathOf(page)).toBe('/projects?status=archived')
  expect(await axe(page)).toEqual([])
  await page.goBack()
  await page.getByRole('link', { name: 'Anchor brackets' }).waitFor()
  await page.getByLabel('Project number').fill('P-1')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('link', { name: 'Anchor brackets' }).waitFor()
  await expect.poll(() => page.getByLabel('Project number').inputValue()).toBe('')
})

test('the palette leads to pages, acts, and finds a record by its number, by keys alone', async () => {
  const { page, misdeeds } = await person(customer.email)
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'A page, an action, or a number' })
  await field.waitFor()
  expect(await axe(page)).toEqual([])
  await field.fill('secu')
  await page.getByRole('option', { name: /Security/ }).waitFor()
  await page.keyboard.press('Enter')
  await heading(page, 'Security')

  await page.keyboard.press('Control+k')
  await expect
    .poll(() => page.getByRole('group', { name: 'Recent' }).getByRole('option').textContent())
    .toContain('Security')
  await page.keyboard.type(projectNo.toLowerCase())
  await page.getByRole('group', { name: 'Projects' }).getByRole('option').waitFor()
  expect(await axe(page)).toEqual([])
  await page.keyboard.press('Enter')
  await heading(page, 'Anchor brackets')

  await page.keyboard.press('Control+k')
  await page.keyboard.type('new token')
  await page.getByRole('option', { name: 'New token' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => pathOf(page)).toBe('/developers/tokens')

  await page.keyboard.press('Control+k')
  await page.keyboard.type('nothing of this')
  await page.getByText('Nothing fits.').waitFor()
  expect(await axe(page)).toEqual([])
  await page.keyboard.press('Escape')
  await field.waitFor({ state: 'detached' })
  expect(misdeeds).toEqual(none)
})

test('shortcuts: lead to pages, focus the search, list themselves; not while typing, nor turned off', async () => {
  const { page } = await person(owner.email)
  await page.keyboard.press('g')
  await page.keyboard.press('k')
  await heading(page, 'API keys')
  await page.keyboard.press('/')
  await expect.poll(() => page.evaluate<string>('document.activeElement.type')).toBe('search')
  await page.keyboard.type('g?')
  await expect.poll(() => page.getByLabel('Name contains').inputValue()).toBe('g?')
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await help.waitFor()
  expect(await axe(page)).toEqual([])
  await help.getByLabel('Shortcuts of single keys').uncheck()
  await page.keyboard.press('Escape')
  await help.waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').waitFor()
  await expect.poll(() => help.count()).toBe(0)
})

test('another page: its heading has the focus, its name is the title, and there is a way back', async () => {
  const { page } = await person(customer.email)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Projects' }).click()
  await page.getByRole('link', { name: 'Anchor brackets' }).click()
  await heading(page, 'Anchor brackets')
  await expect.poll(() => focused(page)).toBe('Anchor brackets')
  await expect.poll(() => page.title()).toMatch(/Anchor brackets · Fabwire$/)
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Projects' }).click()
  await heading(page, 'Projects')
  await expect.poll(() => focused(page)).toBe('Projects')

  await page.goto(`${site.origin}/projects/nothing`)
  await page.getByRole('heading', { level: 1, name: 'Nothing here' }).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Projects' }).click()
  await heading(page, 'Projects')
})

test('on a phone the navigation is a drawer; the account menu is always in reach', async () => {
  const { page, misdeeds } = await person(owner.email, '/home', { viewport: { width: 320, height: 640 } })
  await page.getByRole('button', { name: 'Menu' }).click()
  const drawer = page.getByRole('dialog', { name: 'Menu' })
  await drawer.waitFor()
  expect(await axe(page)).toEqual([])
  await drawer.getByRole('link', { name: 'Audit log' }).click()
  await heading(page, 'Audit log')
  await drawer.waitFor({ state: 'detached' })
  expect(await overflow(page)).toBe(0)

  await page.setViewportSize({ width: 1280, height: 500 })
  await page.getByRole('button', { name: 'Account of olga' }).click()
  await page.getByRole('link', { name: 'Security' }).waitFor()
  expect(await axe(page)).toEqual([])
  await page.getByRole('radio', { name: 'Dark' }).check()
  expect(await page.evaluate<string>('document.documentElement.dataset.theme')).toBe('dark')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  expect(misdeeds).toEqual(none)
})
