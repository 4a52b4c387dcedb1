import { launch } from '../../test/browser/harness/browser.ts'
import type { Shop } from '../web/shop.ts'

/** Keeps how long the browser took to show what each press led to. */
const observe = `window.pressesMs = []
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.interactionId) window.pressesMs.push(entry.duration)
}).observe({ type: 'event', durationThreshold: 16, buffered: true })`

const links = ['Quotes', 'Orders', 'Invoices', 'Inbox', 'Webhooks', 'API keys', 'Tokens']

/**
 * Walks through the pages by the navigation, filters a list and opens a record. Returns the slowest press in ms, from
 * the press to the next frame (Interaction to Next Paint).
 */
export async function responses({ origin, cookie }: Shop): Promise<number> {
  const browser = await launch()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    const pairs = cookie.split('; ').map((pair) => pair.split('=', 2) as [string, string])
    await context.addCookies(pairs.map(([name, value]) => ({ name, value, url: origin })))
    const page = await context.newPage()
    await page.addInitScript(observe)
    await page.goto(`${origin}/orders`)
    const navigation = page.getByRole('navigation', { name: 'Main' })
    for (const name of links) {
      await navigation.getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { level: 1 }).waitFor()
    }
    await navigation.getByRole('link', { name: 'Orders', exact: true }).click()
    await page.getByLabel('Status').selectOption({ index: 1 })
    await page.getByRole('row').nth(1).getByRole('link').first().click()
    await page.getByRole('heading', { level: 1, name: /^Order / }).waitFor()
    return Math.max(0, ...(await page.evaluate<number[]>('window.pressesMs')))
  } finally {
    await browser.close()
  }
}
