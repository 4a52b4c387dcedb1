import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { dashboardPages } from '../../src/contract/pages.ts'
import {
  axe,
  axeColours,
  everything,
  launch,
  none,
  open,
  settled,
  spills,
  type Watched,
} from './harness/browser.ts'
import { type Seed, seedShop } from './harness/seed.ts'
import { type RunningSite, startSite } from './harness/site.ts'
import { letIn } from './harness/visitors.ts'

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

const wear = (page: Page, theme: 'light' | 'dark'): Promise<void> =>
  page.evaluate(`document.documentElement.dataset.theme = '${theme}'`)

/** The page or overlay as it stands, in each look. */
async function expectGood(page: Page, of: string): Promise<void> {
  for (const size of [desktop, phone]) {
    await page.setViewportSize(size)
    expect.soft(await spills(page), `${of}, ${size.width} wide`).toEqual([])
    if (!everything && size === phone) continue
    expect.soft(await axe(page), `${of}, ${size.width} wide`).toEqual([])
    if (!everything) continue
    await wear(page, 'dark')
    expect.soft(await axeColours(page), `${of}, dark, ${size.width} wide`).toEqual([])
    await wear(page, 'light')
  }
  await page.setViewportSize(desktop)
}

async function go(page: Page, path: string): Promise<void> {
  await page.goto(site.origin + path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await settled(page)
}

type Who = keyof Seed['people']

async function signedIn(who: Who): Promise<Watched> {
  const watched = await open(browser, site.origin, { viewport: desktop })
  await letIn(watched.page, site.origin, seed.people[who].email)
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
    // Records that the steps of the overlays are still to be taken with.
    '/quotes/$waitingId': `/quotes/${ids.waiting}`,
    '/orders/$quietId': `/orders/${ids.quietOrder}`,
    '/invoices/$quietId': `/invoices/${ids.quietInvoice}`,
    '/developers/webhooks/$quietId': `/developers/webhooks/${ids.quietWebhook}`,
    '/developers/webhooks/$webhookId': `/developers/webhooks/${own.webhook}`,
    '/developers/deliveries/$deliveryId': `/developers/deliveries/${own.delivery}`,
  }
  return page.includes('$') ? addresses[page] : page
}

const outside = (page: string): boolean =>
  /^\/(login|signup|forgot-password|reset-password|verify|invitations)/.test(page)

/**
 * Addresses of what does not exist, or is another's: the server says so to who asks for them by hand, and the browser
 * logs it. No page asks by itself for what it is not given.
 */
const isNothing = (page: string, who: Who): boolean =>
  page === '/projects/nothing' || (who === 'newcomer' && page.includes('$'))

const notFound = 'Failed to load resource: the server responded with a status of 404'

/** Pages that look different from what the people before have seen: the others are for CI. */
const newFor: Readonly<Record<Who, RegExp>> = {
  owner: /^/,
  // Refusals, where the owner has a page.
  staff: /^\/(developers|settings\/(users|organization|integrations))/,
  customer: /^\/(?!settings)/,
  // Lists without a row.
  newcomer: /^\/(?!settings)[^$]*$/,
}

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
    const inside = [...dashboardPages.filter((page) => !outside(page)), ...states]
    for (const one of everything ? inside : inside.filter((page) => newFor[who].test(page))) {
      await go(page, addressOf(one, who) ?? one)
      await expectGood(page, `${one} for ${who}`)
      const said = misdeeds.console.splice(0)
      const bad = isNothing(one, who) ? said.filter((line) => !line.startsWith(notFound)) : said
      expect.soft(bad, `the console of ${one} for ${who}`).toEqual([])
    }
    expect(misdeeds).toEqual(none)
    await context.close()
  })
})

/** Buttons of a page by their names, each of which opens a dialog, with the file below `web/` that it is in. */
const dialogs: readonly (readonly [who: Who, page: string, opens: Readonly<Record<string, string>>])[] = [
  ['customer', '/projects', { 'New project': 'pages/project/create-project' }],
  [
    'customer',
    '/projects/$projectId',
    {
      'Ask for a quote': 'pages/quote-request/request-quote',
      'Edit project': 'pages/project/edit-project',
      'View bracket.step': 'pages/preview/preview-dialog',
      'Delete bracket.step': 'pages/project/files',
    },
  ],
  ['customer', '/quotes/$quoteId', { Decline: 'pages/records/acceptance' }],
  ['customer', '/quotes/$waitingId', { 'Withdraw the request': 'pages/records/quote' }],
  [
    'customer',
    '/cad',
    {
      'New folder': 'pages/cad/new-folder',
      'Details of box.stl': 'pages/preview/preview-dialog',
      'Change box.stl': 'pages/cad/change-file',
      'Delete box.stl': 'pages/cad/file-table',
    },
  ],
  [
    'customer',
    '/developers/tokens',
    {
      'New token': 'pages/developers/create-token',
      'Rotate Build server': 'pages/developers/tokens',
      'Revoke Build server': 'ui/bulk-dialog',
    },
  ],
  ['customer', '/developers/webhooks', { 'New webhook': 'pages/webhooks/create-webhook' }],
  [
    'customer',
    '/developers/webhooks/$quietId',
    {
      'Send test event': 'pages/webhooks/test-event',
      Disable: 'pages/webhooks/webhook-detail',
      'Replay a time': 'pages/webhooks/replay-dialog',
      'Rotate secret': 'pages/webhooks/rotate-secret',
      Delete: 'ui/bulk-dialog',
    },
  ],
  [
    'customer',
    '/settings/security',
    { 'Turn on': 'pages/settings/second-factor', 'Delete account': 'pages/settings/delete-account' },
  ],
  ['owner', '/projects/$projectId', { 'Raise a quality report': 'pages/quality/raise-report' }],
  ['owner', '/quotes/$waitingId', { 'Cancel the quote': 'pages/records/quote' }],
  [
    'owner',
    '/orders/$quietId',
    {
      'Put on hold': 'pages/records/step-button',
      'Cancel the order': 'pages/records/step-button',
      'Raise a quality report': 'pages/quality/raise-report',
    },
  ],
  ['owner', '/invoices/$quietId', { Void: 'pages/records/invoice' }],
  ['owner', '/invoices/$invoiceId', { 'Reverse the payment of $50.00': 'pages/records/payments' }],
  ['owner', '/quality/$ncrId', { 'Void the report': 'pages/quality/steps' }],
  [
    'owner',
    '/customers',
    {
      'Invite a customer': 'pages/customers/invite-customer',
      'Import a CSV file': 'pages/customers/import-customers',
      'Terms of carl': 'pages/customers/terms',
      'Suspend carl': 'pages/customers/customer-actions',
    },
  ],
  [
    'owner',
    '/settings/users',
    {
      'Invite somebody': 'pages/settings/users',
      'Remove sam': 'pages/settings/member-table',
      'Withdraw the invitation of mia@example.com': 'pages/settings/invitations',
      'Send mia@example.com a new link': 'pages/settings/invitations',
    },
  ],
  ['owner', '/settings/organization/subscription', { 'Change to pro': 'pages/settings/subscription' }],
  [
    'owner',
    '/settings/integrations/api',
    { 'Generate API key': 'pages/integrations/keys', 'Revoke ERP': 'ui/bulk-dialog' },
  ],
  ['owner', '/settings/integrations/webhooks', { 'New webhook': 'pages/webhooks/create-webhook' }],
]

/** Those that take more than a button: opened by a test below, or by the file named. */
const others: Readonly<Record<string, string>> = {
  'pages/deliveries/redeliver-selected': 'here',
  'pages/shell/drawer': 'here',
  'pages/shell/palette/index': 'here',
  'pages/shell/shortcut-help': 'here',
  'pages/shell/overlay': 'interruptions.test.ts',
  'ui/save-bar': 'here',
  'ui/secret-reveal': 'here',
  'ui/unsaved-guard': 'here',
}

const web = join(import.meta.dirname, '../../web')

test('every file that opens a dialog is in the tables of the overlays', () => {
  const rendering = globSync('{pages,ui}/**/*.tsx', { cwd: web })
    .filter((file) =>
      /<(Dialog(\.Root)?|Confirm)$|<(Dialog(\.Root)?|Confirm) /m.test(readFileSync(join(web, file), 'utf8')),
    )
    .map((file) => file.replace(/\.tsx$/, ''))
    // It is what the others confirm with.
    .filter((file) => file !== 'ui/confirm')
  const named = new Set([...dialogs.flatMap(([, , opens]) => Object.values(opens)), ...Object.keys(others)])
  expect([...named].toSorted()).toEqual(rendering.toSorted())
})

describe('every open overlay', () => {
  test.each(['customer', 'owner'] as const)('the dialogs of %s', async (who) => {
    const { page, context, misdeeds } = await signedIn(who)
    for (const [of, path, opens] of dialogs) {
      if (of !== who) continue
      await go(page, addressOf(path, who) ?? path)
      for (const button of Object.keys(opens)) {
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

  test('those that a choice opens: a role, a selection, saving, leaving', async () => {
    const { page, context, misdeeds } = await signedIn('owner')
    const look = async (of: string) => {
      await page.getByRole('dialog').waitFor()
      await expectGood(page, of)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await go(page, '/settings/users')
    await page.getByLabel('Role of sam').selectOption('manager')
    await look('a change of role')

    await go(page, '/developers/deliveries')
    await page.getByRole('table').getByRole('checkbox').nth(1).check()
    await page.getByRole('button', { name: 'Redeliver selected' }).click()
    await look('a redelivery')

    await go(page, '/settings/integrations/webhooks')
    await page.getByLabel('Select all on this page').check()
    await expectGood(page, 'a selection')
    await page.getByRole('button', { name: 'Delete selected' }).click()
    await look('the end of what is selected')

    await go(page, `/settings/integrations/api/${seed.ids.key}`)
    await page.getByLabel('Name', { exact: true }).fill('ERP two')
    await expectGood(page, 'unsaved changes')
    await page.getByRole('button', { name: 'Save' }).click()
    await look('what is to be saved')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Orders' }).click()
    await look('leaving with something unsaved')
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
