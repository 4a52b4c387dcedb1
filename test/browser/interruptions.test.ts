import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { axe, settled } from './harness/browser.ts'
import { password, type SignedUp, signUp } from './harness/people.ts'
import { type OpenShop, openShop } from './harness/shop.ts'
import type { RunningSite } from './harness/site.ts'
import { expectGood, heading, press, signIn } from './harness/steps.ts'

/** What comes between a person and the work: a lost connection, the end of the session, refusals that pass. */

let site: RunningSite
let owner: SignedUp
let customer: SignedUp
let person: OpenShop['person']

beforeAll(async () => {
  const shop = await openShop({ plan: 'enterprise' })
  ;({ site, owner, customer, person } = shop)
  return () => shop.close()
})

const signedOut = (page: Page) => page.getByRole('dialog', { name: 'You are signed out' })

/** Where a project is typed in; it is not sent yet. */
const newProject = '/projects?new=1'
const typeProject = (page: Page, name: string) => page.getByLabel('Name', { exact: true }).fill(name)
const create = (page: Page) => page.getByRole('button', { name: 'Create project' }).click()
const projectsNamed = async (name: string) =>
  (await customer.api<{ data: { name: string }[] }>('GET', '/projects?limit=200')).data.filter(
    (one) => one.name === name,
  ).length

test('signed out in mid-work: the page and what was typed stay, and it goes on after signing in', async () => {
  const { page, context } = await person(customer.email, newProject)
  await typeProject(page, 'Typed before')
  await context.clearCookies()
  await create(page)
  await signedOut(page).waitFor()
  expect(await axe(page)).toEqual([])
  // No key and no press beside it leads past it.
  await page.keyboard.press('Escape')
  await page.mouse.click(5, 5)
  await signedOut(page).getByLabel('Password').fill('wrong horse')
  await signedOut(page).getByRole('button', { name: 'Sign in' }).click()
  await signedOut(page).getByRole('alert').waitFor()
  expect(await axe(page)).toEqual([])
  await signedOut(page).getByLabel('Password').fill(password)
  await signedOut(page).getByRole('button', { name: 'Sign in' }).click()
  await signedOut(page).waitFor({ state: 'detached' })
  await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Typed before')
  await page.getByText('You were signed out, so nothing was done').waitFor()
  await create(page)
  await heading(page, 'Typed before')
  expect(await projectsNamed('Typed before')).toBe(1)
})

test('signed out in mid-work with a second factor: its code is asked for over the page, too', async () => {
  const tess = await signUp(site.origin, 'tess@example.com')
  const { page, context } = await person(tess.email, newProject)
  const { secret } = await tess.api<{ secret: string }>('POST', '/account/2fa/enroll', { password })
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  const { backup_codes } = await tess.api<{ backup_codes: string[] }>('POST', '/account/2fa/confirm', {
    code,
  })
  await typeProject(page, 'With two factors')
  await context.clearCookies()
  await create(page)
  await signedOut(page).getByLabel('Password').fill(password)
  await signedOut(page).getByRole('button', { name: 'Sign in' }).click()
  const field = signedOut(page).getByLabel('Code of the second factor')
  await field.fill('wrong')
  await signedOut(page).getByRole('button', { name: 'Sign in' }).click()
  await signedOut(page).getByRole('alert').waitFor()
  expect(await axe(page)).toEqual([])
  await field.fill(backup_codes[0] ?? '')
  await signedOut(page).getByRole('button', { name: 'Sign in' }).click()
  await signedOut(page).waitFor({ state: 'detached' })
  await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('With two factors')
  await create(page)
  await heading(page, 'With two factors')
})

test('signed out in another tab, and back from there; somebody else there ends this tab', async () => {
  const { page, context } = await person(customer.email, newProject)
  await typeProject(page, 'In two tabs')
  const other = await context.newPage()
  await other.goto(`${site.origin}/projects`)
  await other.getByRole('button', { name: /^Account of/ }).click()
  await other.getByRole('button', { name: 'Sign out' }).click()
  await signedOut(page).waitFor()
  await signIn(other, site.origin, customer.email)
  await signedOut(page).waitFor({ state: 'detached' })
  await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('In two tabs')

  await other.getByRole('button', { name: /^Account of/ }).click()
  await other.getByRole('button', { name: 'Sign out' }).click()
  await signIn(other, site.origin, owner.email)
  const refused = page.getByRole('dialog', { name: 'Somebody else is signed in now' })
  await refused.waitFor()
  expect(await axe(page)).toEqual([])
  await refused.getByRole('button').click()
  await page.getByRole('button', { name: 'Account of olga' }).waitFor()
})

test('no connection: said quietly, nothing typed is lost, and it goes when the server answers again', async () => {
  const { page, context } = await person(customer.email, newProject)
  await typeProject(page, 'Without a net')
  // An open dialog hides it from roles, not from eyes.
  const banner = page.getByText('No connection to the server')
  await context.setOffline(true)
  await banner.waitFor()
  await create(page)
  await page.getByText('Nothing was sent.').waitFor()
  expect(await axe(page)).toEqual([])
  await context.setOffline(false)
  await banner.waitFor({ state: 'detached' })
  await create(page)
  await heading(page, 'Without a net')
})

test('no answer to what was done: trying again does not do it twice', async () => {
  const { page } = await person(customer.email, newProject)
  const keys: (string | undefined)[] = []
  await page.route('**/api/projects', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    keys.push(route.request().headers()['idempotency-key'])
    if (keys.length > 1) return route.continue()
    // It is carried out, and the answer is lost on its way back.
    await route.fetch()
    return route.abort()
  })
  await typeProject(page, 'Only once')
  await create(page)
  await page.getByText('It is not known whether this was done.').waitFor()
  await create(page)
  await heading(page, 'Only once')
  expect(keys[0]).toBeTruthy()
  expect(keys[1]).toBe(keys[0])
  expect(await projectsNamed('Only once')).toBe(1)
})

test('429: says when, counts down, and opens then; 500: with its request id to copy', async () => {
  const { page } = await person(customer.email, '/settings/profile')
  let status = 429
  await page.route('**/api/projects?*', (route) =>
    route.fulfill({
      status,
      contentType: 'application/problem+json',
      headers: { 'retry-after': status === 429 ? '120' : '' },
      body: JSON.stringify({ title: 'No', status, code: 'x', detail: 'Slow down.', instance: 'req-7' }),
    }),
  )
  await page.route('**/api/projects', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    return route.fulfill({
      status,
      contentType: 'application/problem+json',
      headers: { 'retry-after': '2' },
      body: JSON.stringify({ title: 'No', status, code: 'x', detail: 'Slow down.', instance: 'req-7' }),
    })
  })
  await page.goto(site.origin + newProject)
  await typeProject(page, 'Too fast')
  await create(page)
  await page.getByText(/You can try again in \d s/).waitFor()
  await expect.poll(() => page.getByRole('button', { name: 'Create project' }).isDisabled()).toBe(true)
  expect(await axe(page)).toEqual([])
  await page.getByText('You can try again now.').waitFor()
  status = 500
  await create(page)
  await page.getByText('req-7').waitFor()
  await page.getByRole('button', { name: 'Copy the id' }).waitFor()
  expect(await axe(page)).toEqual([])
})

test('a list that cannot be read again stays, and is said to be old', async () => {
  const { page, context } = await person(customer.email, '/projects')
  const row = page.getByRole('link', { name: 'Only once' })
  await row.waitFor()
  const projects = /\/api\/projects(\?|$)/
  await page.route(projects, (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"detail":"Broken."}' }),
  )
  // What comes back reads again what it shows.
  await context.setOffline(true)
  await page.getByText('No connection to the server').waitFor()
  await context.setOffline(false)
  const banner = page.getByRole('status', { name: 'Connection' })
  await banner.getByText('Broken.').waitFor()
  await expect.poll(() => row.count()).toBe(1)
  expect(await axe(page)).toEqual([])
  await page.reload()
  await page.getByRole('alert').getByText('Broken.').waitFor()
  await page.unroute(projects)
  await page.getByRole('button', { name: 'Try again' }).click()
  await row.waitFor()
})

test('before anything is known of who it is: the page says that it cannot be shown, and trying again opens it', async () => {
  const { page } = await person(customer.email, '/orders')
  const account = '**/api/account'
  await page.route(account, (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"detail":"Broken."}' }),
  )
  await page.reload()
  await heading(page, 'This cannot be shown now')
  await page.getByRole('alert').getByText('Broken.').waitFor()
  await expectGood(page)
  await page.unroute(account)
  await press(page, 'Try again')
  await heading(page, 'Orders')
})

test('a part that a newer program no longer has: it is said, and loading anew helps', async () => {
  const { page, context } = await person(owner.email)
  const kept = new Set<string>()
  page.on('requestfinished', (request) => kept.add(request.url()))
  await page.goto(`${site.origin}/projects`)
  await heading(page, 'Projects')
  await settled(page)
  const parts = /\/assets\//
  await context.route(parts, (route) =>
    kept.has(route.request().url()) ? route.continue() : route.fulfill({ status: 404, body: '' }),
  )
  await page.keyboard.press('Control+k')
  const dialog = page.getByRole('dialog', { name: 'Not loaded' })
  await dialog.getByText('The dashboard was updated').waitFor()
  await expectGood(page)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit log' }).click()
  const again = page.getByRole('button', { name: 'Load the page again' })
  await again.waitFor()
  await expectGood(page)
  await context.unroute(parts)
  await again.click()
  await heading(page, 'Audit log')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Search' }).waitFor()
})

test('many at once: all that match, what failed with its reason, and those again', async () => {
  for (let n = 0; n < 52; n++)
    await owner.api('POST', '/api-keys', { name: `Old ${n}`, environment: 'staging', scopes: ['api'] })
  const { page } = await person(owner.email, '/settings/integrations/api?name=Old')
  await page.getByLabel('Select all on this page').check()
  await page.getByText('50 selected').waitFor()
  await page.getByRole('button', { name: 'Select all that match, on every page' }).click()
  await page.getByText('52 selected').waitFor()
  expect(await axe(page)).toEqual([])
  let refusals = 1
  await page.route('**/api/api-keys/revoke', (route) =>
    refusals-- > 0
      ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"detail":"Not now."}' })
      : route.continue(),
  )
  await page.getByRole('button', { name: 'Revoke selected' }).click()
  const dialog = page.getByRole('dialog', { name: 'Revoke 52 keys?' })
  await dialog.getByText('and 44 more').waitFor()
  expect(await axe(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Revoke 52 keys' }).click()
  await dialog.getByText('52 of 52 failed').waitFor()
  expect(await axe(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Try the 52 again' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('Nothing fits this filter.').waitFor()
})
