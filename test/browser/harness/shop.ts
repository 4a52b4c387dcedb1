import type { BrowserContextOptions } from 'playwright-core'
import { launch, type Watched } from './browser.ts'
import { type SignedUp, signUp } from './people.ts'
import { startSite } from './site.ts'
import { type Place, person, visit } from './visitors.ts'

/** A browser before a site with the shop of Olga, whose customer Carl is. */
export interface OpenShop extends Place {
  owner: SignedUp
  customer: SignedUp
  /** Somebody at a browser of their own. */
  visit(options?: BrowserContextOptions): Promise<Watched>
  /** Somebody at a browser of their own, signed in, at a page: the first one when none is named. */
  person(email: string, path?: string, options?: BrowserContextOptions): Promise<Watched>
  close(): Promise<void>
}

/** `settings` are what the owner changes of the workspace, as `PATCH /workspace` takes it. */
export async function openShop(settings?: object): Promise<OpenShop> {
  const site = await startSite()
  const browser = await launch()
  const place = { browser, site }
  const owner = await signUp(site.origin, 'olga@example.com', { workspace: { name: 'Northwind Fab' } })
  if (settings) await owner.api('PATCH', '/workspace', settings)
  const customer = await signUp(site.origin, 'carl@example.com')
  return {
    ...place,
    owner,
    customer,
    visit: (options) => visit(place, options),
    person: (email, path = '/home', options = {}) => person(place, email, path, options),
    async close() {
      await browser.close()
      await site.stop()
    },
  }
}
