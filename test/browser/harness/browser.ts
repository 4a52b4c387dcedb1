import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { findTestBrowser } from '../../../tools/test/needs.ts'

/** For a browser that nobody watches and that calls nobody. */
export const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** No page of a test lives long enough to win back what optimizing its code costs. */
const quickStart = '--js-flags=--no-opt --no-maglev'

export function launch(): Promise<Browser> {
  const executablePath = findTestBrowser()
  if (executablePath === undefined)
    throw new Error('Chromium is not installed: `npm test` says how to get it')
  return chromium.launch({ executablePath, args: [...chromiumFlags, quickStart] })
}

/** CI looks at every width, theme, person and plan; elsewhere at one of each kind. */
export { isCi as everything } from '../../../tools/test/mode.ts'

/** What a page did that it should not: errors on its console, breaches of its policy, calls to other hosts. */
export interface Misdeeds {
  console: string[]
  policy: string[]
  foreign: string[]
}

export interface Watched {
  context: BrowserContext
  page: Page
  misdeeds: Misdeeds
}

const reportBreaches = `addEventListener('securitypolicyviolation', (event) =>
  reportBreach(event.violatedDirective + ' ' + event.blockedURI))`

/** Where the browser draws without a graphics card, its driver says for each 3-D view that the page waited for it. */
const ofDriver = (said: string): boolean => said.includes('GL Driver Message')

/** A page of its own in a fresh profile, watched from before it loads anything. */
export async function open(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  // Far above what a step takes: a busy machine must not fail it.
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  const misdeeds: Misdeeds = { console: [], policy: [], foreign: [] }
  await page.exposeFunction('reportBreach', (breach: string) => void misdeeds.policy.push(breach))
  await page.addInitScript(reportBreaches)
  page.on('console', (message) => {
    if (/^(error|warning)$/.test(message.type()) && !ofDriver(message.text()))
      misdeeds.console.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => misdeeds.console.push(String(error)))
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin !== origin && /^(https?|wss?):$/.test(url.protocol)) misdeeds.foreign.push(request.url())
  })
  return { context, page, misdeeds }
}

export const none: Misdeeds = { console: [], policy: [], foreign: [] }

/** Until nothing is loading any more. By a locator: the page's policy forbids it to poll a script that is a text. */
export const settled = (page: Page): Promise<void> =>
  page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'hidden' })

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe-core finds on a page, or in the part of it that a selector names. */
export const axe = (page: Page, part = 'html'): Promise<string[]> => runAxe(page, part, rules)

/** Only the rules that another theme could break: faster than all of them once more. */
export const axeColours = (page: Page): Promise<string[]> =>
  runAxe(page, 'html', ['color-contrast', 'link-in-text-block'])

/** Only what is wrong is gathered, and leaves the page: that halves the time. */
const judge = (part: string, runOnly: readonly string[]): string =>
  `axe.run(${JSON.stringify(part)}, ${JSON.stringify({ runOnly, resultTypes: ['violations'] })}).then(
    ({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ': ' + target.join(' ') + ': ' + failureSummary)))`

async function runAxe(page: Page, part: string, runOnly: readonly string[]): Promise<string[]> {
  if (await page.evaluate<boolean>('globalThis.axe === undefined')) await page.evaluate(await axeSource)
  return page.evaluate<string[]>(judge(part, runOnly))
}

/** How far the page is wider than its window, in CSS pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

const spilling = `[...document.body.querySelectorAll('*')]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .filter((one) => {
    for (let over = one.parentElement; over !== document.body; over = over.parentElement)
      if (getComputedStyle(over).overflowX !== 'visible') return false
    return true
  })
  .map((one) => one.tagName.toLowerCase() + ' ' + one.textContent.slice(0, 40))`

/** What makes the page wider than its window; nothing when it has room. */
export const spills = async (page: Page): Promise<string[]> =>
  (await overflow(page)) > 0 ? page.evaluate<string[]>(spilling) : []
