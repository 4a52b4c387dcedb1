import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { launch, open, settled } from '../test/browser/harness/browser.ts'
import { type Shop, startShop } from './web/shop.ts'

/** `npm run web:screenshots`: makes the pictures of docs/dashboard.md anew, from a demo shop with a year of history. */

const folder = join(import.meta.dirname, '../docs/screenshots')
const mostBytes = 150_000

interface Picture {
  name: string
  who: 'owner' | 'customer' | 'nobody'
  at: string
  dark?: true
  phone?: true
  /** What is pressed on the way to what is shown. */
  press?: (page: Page) => Promise<void>
}

/** Opens the record of the first row of a list. */
const first = async (page: Page): Promise<void> => {
  await page.getByRole('row').nth(1).getByRole('link').first().click()
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).waitFor()
}

const pictures: readonly Picture[] = [
  { name: 'order', who: 'owner', at: '/orders', press: first },
  { name: 'pricing', who: 'owner', at: '/quotes?status=in_review', press: first },
  {
    name: 'preview',
    who: 'customer',
    at: '/projects',
    dark: true,
    async press(page) {
      await first(page)
      await page
        .getByRole('button', { name: /^View / })
        .first()
        .click()
      await page.getByRole('application').waitFor()
    },
  },
  { name: 'developers', who: 'owner', at: '/developers' },
  { name: 'webhook', who: 'customer', at: '/developers/webhooks', dark: true, press: first },
  {
    name: 'delivery',
    who: 'customer',
    at: '/developers/deliveries',
    async press(page) {
      await page
        .getByRole('link', { name: /order\.shipped/ })
        .first()
        .click()
      await page.getByRole('navigation', { name: 'Breadcrumbs' }).waitFor()
    },
  },
  { name: 'guide', who: 'nobody', at: '/docs/webhooks' },
  { name: 'phone', who: 'customer', at: '/projects', phone: true, press: first },
]

const cookieOf = ({ cookie, customerCookie }: Shop, who: Picture['who']): string =>
  who === 'owner' ? cookie : who === 'customer' ? customerCookie : ''

/** The page once it stands still: charts, thumbnails and the 3-D view come after the rest. */
async function standing(page: Page): Promise<Buffer> {
  let seen = await page.screenshot()
  for (let same = 0; same < 3; ) {
    await setTimeout(500)
    const now = await page.screenshot()
    same = now.equals(seen) ? same + 1 : 0
    seen = now
  }
  return seen
}

async function take(shop: Shop, browser: Awaited<ReturnType<typeof launch>>, picture: Picture) {
  const options: BrowserContextOptions = {
    colorScheme: picture.dark ? 'dark' : 'light',
    viewport: picture.phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
  }
  const { context, page } = await open(browser, shop.origin, options)
  const pairs = cookieOf(shop, picture.who)
    .split('; ')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('=', 2) as [string, string])
  await context.addCookies(pairs.map(([name, value]) => ({ name, value, url: shop.origin })))
  await page.goto(shop.origin + picture.at)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await picture.press?.(page)
  await settled(page)
  const png = await standing(page)
  await context.close()
  if (png.length > mostBytes) throw new Error(`${picture.name}: ${png.length} bytes, at most ${mostBytes}`)
  await writeFile(join(folder, `${picture.name}.png`), png)
}

await mkdir(folder, { recursive: true })
const shop = await startShop()
const browser = await launch()
try {
  for (const picture of pictures) await take(shop, browser, picture)
} finally {
  await browser.close()
  await shop.stop()
}
