import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { open, type Watched } from './browser.ts'
import { password } from './people.ts'
import type { RunningSite } from './site.ts'

/** Where visitors come to, and by what. */
export interface Place {
  browser: Browser
  site: RunningSite
}

/** Somebody at a browser of their own, which closes with the test. */
export async function visit({ browser, site }: Place, options?: BrowserContextOptions): Promise<Watched> {
  const watched = await open(browser, site.origin, options)
  onTestFinished(() => watched.context.close())
  return watched
}

/** Signs the browser of a page in without the form, which has tests of its own: two pages less are loaded. */
export async function letIn(page: Page, origin: string, email: string): Promise<void> {
  const reply = await page.request.post(`${origin}/api/auth/sign-in`, {
    headers: { origin },
    data: { email, password },
  })
  if (!reply.ok()) throw new Error(`${email} is not let in: ${reply.status()} ${await reply.text()}`)
}

/** Signs in, and goes to a page. */
export async function enter(page: Page, origin: string, email: string, path: string): Promise<void> {
  await letIn(page, origin, email)
  await page.goto(origin + path)
  // A dialog that opens with the page hides it from roles, not from eyes.
  await page.getByRole('heading', { level: 1, includeHidden: true }).first().waitFor()
}

/** Somebody at a browser of their own, signed in, at a page. */
export async function person(
  place: Place,
  email: string,
  path: string,
  options?: BrowserContextOptions,
): Promise<Watched> {
  const watched = await visit(place, options)
  await enter(watched.page, place.site.origin, email, path)
  return watched
}
