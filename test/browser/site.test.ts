import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { axe, everything, launch, none, open, overflow, type Watched } from './harness/browser.ts'
import { startSite } from './harness/site.ts'

let browser: Browser
let origin: string

beforeAll(async () => {
  const site = await startSite()
  browser = await launch()
  origin = site.origin
  return async () => {
    await browser.close()
    await site.stop()
  }
})

const schemes = ['light', 'dark'] as const
const desktop = { width: 1280, height: 900 }
/** The narrowest screen of WCAG 2.2, 1.4.10. */
const phone = { width: 320, height: 700 }

async function visit(path: string, options: Parameters<typeof open>[2] = {}) {
  const watched = await open(browser, origin, options)
  onTestFinished(() => watched.context.close())
  await watched.page.goto(origin + path)
  return watched
}

const background = (page: Page): Promise<string> =>
  page.evaluate<string>('getComputedStyle(document.body).backgroundColor')

const pages: [path: string, heading: string][] = [
  ['/', 'Made to order, wired through.'],
  ['/docs', 'Developer guide'],
  ['/docs/scopes', 'Scopes'],
  ['/docs/webhooks', 'Webhooks'],
  ['/docs/events/order.shipped', 'order.shipped'],
  ['/docs/errors', 'Error codes'],
  ['/docs/errors/insufficient_scope', 'Insufficient scope'],
  ['/docs/errors/internal', 'Internal error'],
]

describe.each(schemes)('in %s', (colorScheme) => {
  describe.each([desktop, phone])('$width wide', (viewport) => {
    let watched: Watched
    beforeAll(async () => {
      watched = await open(browser, origin, { colorScheme, viewport })
      return () => watched.context.close()
    })

    async function expectGood(part?: string): Promise<void> {
      const { page, misdeeds } = watched
      if (everything || (colorScheme === 'light' && viewport === desktop))
        expect(await axe(page, part)).toEqual([])
      expect(await overflow(page)).toBe(0)
      expect(misdeeds).toEqual(none)
    }

    test.each(pages)('%s shows "%s", breaks no rule, fits', async (path, heading) => {
      await watched.page.goto(origin + path)
      await watched.page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
      await expectGood()
    })

    test('the API reference shows the operations, breaks no policy, fits', async () => {
      await watched.page.goto(`${origin}/docs/api`)
      await watched.page.getByRole('heading', { name: 'Fabwire API' }).waitFor()
      await watched.page.getByText('/auth/sign-up').first().waitFor()
      await expectGood('.top')
    })
  })
})

test('the schemes differ, on the API reference too', async () => {
  for (const path of ['/', '/docs/api']) {
    const seen = new Set<string>()
    for (const colorScheme of schemes) seen.add(await background((await visit(path, { colorScheme })).page))
    expect(seen.size).toBe(2)
  }
})

test('one finds the way: start page, error codes, a code, back; by keyboard past the header', async () => {
  const { page, misdeeds } = await visit('/')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(new URL(page.url()).hash).toBe('#main')
  await page.getByRole('link', { name: 'Error codes' }).click()
  await page.getByRole('link', { name: 'Plan required' }).click()
  await page.getByRole('heading', { level: 1, name: 'Plan required' }).waitFor()
  await expect
    .poll(() =>
      page.getByRole('navigation').getByRole('link', { name: 'Errors' }).getAttribute('aria-current'),
    )
    .toBe('page')
  await page.getByRole('link', { name: 'Fabwire' }).click()
  expect(new URL(page.url()).pathname).toBe('/')
  expect(misdeeds).toEqual(none)
})

test('the guide leads on, shows one language at a time, and each event; on a phone its contents unfold', async () => {
  const { page, misdeeds } = await visit('/', { javaScriptEnabled: false, viewport: phone })
  await page.getByRole('link', { name: 'Read the guide' }).click()
  await page.getByRole('link', { name: 'Next Authentication' }).click()
  await page.getByText('Contents of the guide').click()
  await page.getByRole('navigation', { name: 'Guide' }).getByRole('link', { name: 'Webhooks' }).click()
  await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor()
  await page.getByText('verify.mjs', { exact: true }).waitFor()
  await page.getByRole('radio', { name: 'Go' }).check()
  await page.getByText('verify.go', { exact: true }).waitFor()
  await expect.poll(() => page.getByText('verify.mjs', { exact: true }).isVisible()).toBe(false)
  await page.goto(`${origin}/docs/events`)
  await page.getByRole('link', { name: 'invoice.paid' }).click()
  await page.getByText('Draft 2020-12, of the whole envelope').click()
  await page.getByText('"$schema"').waitFor()
  expect(misdeeds).toEqual(none)
})

test('the type of a problem leads to its page', async () => {
  const { page } = await visit('/')
  const problem = await page.evaluate<{ type: string }>("fetch('/api/nowhere').then((reply) => reply.json())")
  await page.goto(problem.type)
  await page.getByRole('heading', { level: 1, name: 'Not found' }).waitFor()
})

test('404: a page that says so, and leads on', async () => {
  const { page, misdeeds } = await visit('/nowhere')
  await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor()
  expect(await axe(page)).toEqual([])
  expect({ ...misdeeds, console: [] }).toEqual(none)
})

test('without scripts the API reference says what to do', async () => {
  const { page } = await visit('/docs/api', { javaScriptEnabled: false })
  expect(await page.locator('noscript').innerText()).toContain('The reference needs JavaScript.')
  expect(await page.locator('noscript').isVisible()).toBe(true)
})

test('a token typed into the API reference goes alone, without the session’s cookie', async () => {
  const { context, page, misdeeds } = await visit('/')
  await context.addCookies([
    { name: 'fabwire_session', value: 'signed-in', url: origin, httpOnly: true, sameSite: 'Lax' },
  ])
  await page.goto(`${origin}/docs/api#tag/accounts/GET/token`)
  await page.getByPlaceholder('Token').first().fill('pat_typed')
  await page.getByRole('button', { name: /Test Request.*get \/token/ }).click()
  const sent = page.waitForRequest(`${origin}/api/token`)
  await page.getByRole('button', { name: /^Send get request/ }).click()
  const request = await sent
  const headers = await request.allHeaders()
  expect(headers.authorization).toBe('Bearer pat_typed')
  expect(headers).not.toHaveProperty('cookie')
  expect((await request.response())?.status()).toBe(401)
  expect(await page.evaluate<string[]>('Object.values(localStorage)')).not.toContain('pat_typed')
  // The refusal itself stands on the console of every browser.
  expect({ ...misdeeds, console: misdeeds.console.filter((line) => !line.includes('/api/token')) }).toEqual(
    none,
  )
})
