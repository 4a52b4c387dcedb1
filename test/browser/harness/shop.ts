import type { Browser } from 'playwright-core'
import { launch } from './browser.ts'
import { type SignedUp, signUp } from './people.ts'
import { type RunningSite, startSite } from './site.ts'

/** A browser before a site with the shop of Olga, whose customer Carl is. */
export interface OpenShop {
  browser: Browser
  site: RunningSite
  owner: SignedUp
  customer: SignedUp
  close(): Promise<void>
}

/** `settings` are what the owner changes of the workspace, as `PATCH /workspace` takes it. */
export async function openShop(settings?: object): Promise<OpenShop> {
  const site = await startSite()
  const browser = await launch()
  const owner = await signUp(site.origin, 'olga@example.com', { workspace: { name: 'Northwind Fab' } })
  if (settings) await owner.api('PATCH', '/workspace', settings)
  const customer = await signUp(site.origin, 'carl@example.com')
  return {
    browser,
    site,
    owner,
    customer,
    async close() {
      await browser.close()
      await site.stop()
    },
  }
}
