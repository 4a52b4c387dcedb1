import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { dashboardPages } from '../../src/contract/pages.ts'
import { axe, axeColours, launch, none, open, settled, spills, type Watched } from './harness/browser.ts'
import { type Seed, seedShop } from './harness/seed.ts'
import { type RunningSite, startSite } from './harness/site.ts'
import { signIn } from './harness/steps.ts'

/**
 * Every page and every overlay of the dashboard, as everybody who can come there: no rule of axe broken, nothing wider
 * than a phone, nothing on the console, no breach of the policy, no call to another host.
 */

let browser: Browser
let site: RunningSite
let seed: Seed

beforeAll(async () => {
  site = await startSite()
  browser = await launch()
  seed = await seedShop(site)
  return async () => {
    await browser.close()
    await seed.receiver.close()
    await site.stop()
  }
})

const desktop = { width: 1280, height: 900 }
/** The narrowest screen of WCAG 2.2, 1.4.10. */
const phone = { width: 320, height: 700 }

/** CI looks at every theme and width; elsewhere one of each will do, and whether a phone has room. */
const everything = process.env.CI === 'true'
// Forty pages, four looks each.
vi.setConfig({ testTimeout: 400_000 })

const wear = (page: Page, theme: 'light' | 'dark'): Promise<void> =>
  page.evaluate(`document.documentElement.dataset.theme = '${theme}'`)

/** The page or overlay as it stands, in each look. */
async function expectGood(page: Page, of: string): Promise<void> {
  for (const size of [desktop, phone]) {
    await page.setViewportSize(size)
    expect.soft(await spills(page), `${of}, ${size.width} wide`).toEqual([])
    if (!everything && size === phone) break
    await wear(page, 'light')
    expect.soft(await axe(page), `${of}, ${size.width} wide`).toEqual([])
    if (!everything) continue
    await wear(page, 'dark')
    expect.soft(await axeColours(page), `${of}, dark, ${size.width} wide`).toEqual([])
  }
  await page.setViewportSize(desktop)
  await wear(page, 'light')
}

async function go(page: Page, path: string): Promise<void> {
  await page.goto(site.origin + path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await settled(page)
}

type Who = keyof Seed['people']

async function signedIn(who: Who): Promise<Watched> {
  const watched = await open(browser, site.origin, { viewport: desktop })
  const { page } = watched
  await signIn(page, site.origin, seed.people[who].email)
  return watched
}

const dead = 'a'.repeat(43)

/** Where a page with a `$name` in its address has something to show. */
function addressOf(page: string, who: Who | 'nobody'): string | undefined {
  const { ids } = seed
  const own = who === 'customer' ? seed.ofCustomer : seed.ofShop
  const addresses: Readonly<Record<string, string>> = {
    '/reset-password/$token': `/reset-password/${dead}`,
    '/verify/$token': `/verify/${dead}`,
    '/invitations/$token': `/invitations/${dead}`,
    '/projects/$projectId': `/projects/${ids.project}`,
    '/quotes/$quoteId': `/quotes/${who === 'customer' ? ids.offered : ids.waiting}`,
    '/orders/$orderId': `/orders/${ids.order}`,
    '/invoices/$invoiceId': `/invoices/${ids.invoice}`,
    '/quality/$ncrId': `/quality/${ids.report}`,
    '/customers/$customerId': `/customers/${seed.people.customer.id}`,
    '/settings/integrations/api/$keyId': `/settings/integrations/api/${ids.key}`,
    '/settings/integrations/webhooks/$webhookId': `/settings/integrations/webhooks/${seed.ofShop.webhook}`,
    '/developers/webhooks/$webhookId': `/developers/webhooks/${own.webhook}`,
    '/developers/deliveries/$deliveryId': `/developers/deliveries/${own.delivery}`,
  }
  return page.includes('$') ? addresses[page] : page
}

const outside = (page: string): boolean =>
  /^\/(login|signup|forgot-password|reset-password|verify|invitations)/.test(page)

/** Where the server says no, which the browser itself logs: to who has no such record, or may not see it. */
function mayBeRefused(page: string, who: Who): boolean {
  if (page === '/projects/nothing') return true
  if (who === 'newcomer' && page.includes('$')) return true
  if (who === 'staff' && page.startsWith('/developers')) return true
  return who !== 'owner' && page === '/settings/users'
}

const refusal = 'Failed to load resource: the server responded with a status of 40'

/** States that no plain address has: nothing fits a filter, nothing is there. */
const states = [
  '/projects?status=archived',
  '/orders?order_no=O-1',
  '/developers/events?q=order.shipped',
  '/developers/events?q=nothing',
  '/projects/nothing',
]

describe('every page', () => {
  test('is in the table', () => {
    expect(dashboardPages.filter((page) => addressOf(page, 'owner') === undefined)).toEqual([])
  })

  test('for who is not signed in', async () => {
    const { page, context, misdeeds } = await open(browser, site.origin, { viewport: desktop })
    for (const one of dashboardPages.filter(outside)) {
      await go(page, addressOf(one, 'nobody') ?? one)
      await expectGood(page, one)
    }
    // A dead link is refused.
    expect({ ...misdeeds, console: misdeeds.console.filter((line) => !line.includes(dead)) }).toEqual(none)
    await context.close()
  })

  test.each(['owner', 'staff', 'customer', 'newcomer'] as const)('for %s', async (who) => {
    const { page, context, misdeeds } = await signedIn(who)
    for (const one of [...dashboardPages.filter((page) => !outside(page)), ...states]) {
      await go(page, addressOf(one, who) ?? one)
      await expectGood(page, `${one} for ${who}`)
      const said = misdeeds.console.splice(0)
      const bad = mayBeRefused(one, who) ? said.filter((line) => !line.startsWith(refusal)) : said
      expect.soft(bad, `the console of ${one} for ${who}`).toEqual([])
    }
    expect(misdeeds).toEqual(none)
    await context.close()
  })
})

/** Buttons by their names, each of which opens a dialog, on a page. */
const dialogs: readonly (readonly [who: Who, page: string, buttons: readonly string[]])[] = [
  ['customer', '/projects', ['New project']],
  ['customer', '/projects/$projectId', ['Ask for a quote', 'Edit project', 'Delete bracket.step']],
  ['customer', '/quotes/$quoteId', ['Decline']],
  ['customer', '/cad', ['New folder', 'Details of box.stl', 'Change box.stl', 'Delete box.stl']],
  ['customer', '/developers/tokens', ['New token', 'Rotate Build server', 'Revoke Build server']],
  ['customer', '/developers/webhooks', ['New webhook']],
  ['customer', '/developers/webhooks/$webhookId', ['Rotate secret', 'Delete']],
  ['customer', '/settings/security', ['Turn on', 'Delete account']],
  ['owner', '/projects/$projectId', ['Raise a quality report']],
  ['owner', '/orders/$orderId', ['Raise a quality report']],
  ['owner', '/invoices/$invoiceId', ['Reverse the payment of $50.00']],
  ['owner', '/quality/$ncrId', ['Void the report']],
  ['owner', '/customers', ['Invite a customer', 'Import a CSV file', 'Terms of carl', 'Suspend carl']],
  ['owner', '/settings/users', ['Invite somebody', 'Remove sam']],
  ['owner', '/settings/organization/subscription', ['Change to pro']],
  ['owner', '/settings/integrations/api', ['Generate API key', 'Revoke ERP']],
  ['owner', '/settings/integrations/webhooks', ['New webhook']],
]

describe('every open overlay', () => {
  test.each(['customer', 'owner'] as const)('the dialogs of %s', async (who) => {
    const { page, context, misdeeds } = await signedIn(who)
    for (const [of, path, buttons] of dialogs) {
      if (of !== who) continue
      await go(page, addressOf(path, who) ?? path)
      for (const button of buttons) {
        await page.getByRole('button', { name: button, exact: true }).first().click()
        await page.getByRole('dialog').waitFor()
        await settled(page)
        await expectGood(page, `${button} on ${path}`)
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
      }
    }
    expect(misdeeds).toEqual(none)
    await context.close()
  })

  test('those of the frame: palette, shortcuts, account menu, drawer; a secret; the end of the session', async () => {
    const { page, context, misdeeds } = await signedIn('customer')
    const dialog = page.getByRole('dialog')
    await go(page, '/developers/tokens')
    for (const [key, name] of [
      ['Control+k', 'palette'],
      ['?', 'shortcuts'],
    ] as const) {
      await page.keyboard.press(key)
      await dialog.waitFor()
      await expectGood(page, name)
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }
    await page.getByRole('button', { name: 'Account of carl' }).click()
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    // It lies over the navigation, whose covered links axe takes for too small.
    const menu = (await axe(page)).filter((one) => !one.startsWith('target-size'))
    expect.soft(menu, 'account menu').toEqual([])
    await page.keyboard.press('Escape')
    await page.setViewportSize(phone)
    await page.getByRole('button', { name: 'Menu' }).click()
    await dialog.waitFor()
    expect.soft(await axe(page), 'drawer').toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.setViewportSize(desktop)

    await page.getByRole('button', { name: 'New token' }).click()
    await dialog.getByLabel('Name', { exact: true }).fill('Matrix')
    await dialog.getByLabel('Access').selectOption('full')
    await dialog.getByRole('button', { name: 'Create token' }).click()
    await dialog.getByRole('button', { name: 'Done' }).waitFor()
    await expectGood(page, 'a secret')
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'I have stored it' }).waitFor()
    await expectGood(page, 'a secret that was not copied')
    await page.getByRole('button', { name: 'I have stored it' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(misdeeds).toEqual(none)

    await context.clearCookies()
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Orders' }).click()
    await page.getByRole('dialog', { name: 'You are signed out' }).waitFor()
    await expectGood(page, 'the end of the session')
    await context.close()
  })
})
