import type { dashboardPages } from '../../contract/pages.ts'

/** One built file, as the manifest of the dashboard's build has it. */
interface Chunk {
  file: string
  /** Loaded with it. */
  imports?: string[]
}

/** Built files by the source that each begins with. */
export type Manifest = Readonly<Record<string, Chunk>>

type PageAddress = (typeof dashboardPages)[number]

const shell = 'pages/shell/index.tsx'

/** The first of these that an address begins with says where its page's source stands, below `web/`. */
const sources: readonly (readonly [start: string, source: string])[] = [
  ['/login', 'pages/auth/login.tsx'],
  ['/signup', 'pages/auth/signup.tsx'],
  ['/forgot-password', 'pages/auth/links.tsx'],
  ['/reset-password', 'pages/auth/links.tsx'],
  ['/verify', 'pages/auth/links.tsx'],
  ['/invitations', 'pages/auth/links.tsx'],
  ['/home', 'pages/home/home.tsx'],
  ['/projects', 'pages/project/index.ts'],
  ['/quotes', 'pages/records/index.ts'],
  ['/orders', 'pages/records/index.ts'],
  ['/invoices', 'pages/records/index.ts'],
  ['/quality', 'pages/quality/index.ts'],
  ['/messages', 'pages/messages/messages.tsx'],
  ['/cad', 'pages/cad/cad.tsx'],
  ['/inbox', 'pages/inbox/inbox.tsx'],
  ['/customers/', 'pages/customers/customer.tsx'],
  ['/customers', 'pages/customers/customers.tsx'],
  ['/settings/audit', 'pages/audit/audit.tsx'],
  ['/settings/integrations/webhooks/', 'pages/webhooks/webhook.tsx'],
  ['/settings/integrations/webhooks', 'pages/webhooks/webhooks.tsx'],
  ['/settings/integrations', 'pages/integrations/index.ts'],
  ['/settings', 'pages/settings/index.ts'],
  ['/developers/events', 'pages/events/index.tsx'],
  ['/developers/webhooks/', 'pages/webhooks/webhook.tsx'],
  ['/developers/webhooks', 'pages/webhooks/webhooks.tsx'],
  ['/developers/deliveries', 'pages/deliveries/index.tsx'],
  ['/developers/', 'pages/developers/index.ts'],
  ['/developers', 'pages/developers/overview.tsx'],
]

/** Where the source of a page stands; undefined for one that nobody entered above, which then loads a little later. */
export const sourceOf = (address: PageAddress): string | undefined =>
  sources.find(([start]) => address.startsWith(start))?.[1]

/** Pages for who is not signed in. */
export const isOutside = (address: PageAddress): boolean =>
  sourceOf(address)?.startsWith('pages/auth/') === true

/** All files that these bring with them, themselves included. */
function reach(manifest: Manifest, from: readonly string[]): Set<string> {
  const found = new Set<string>()
  const open = [...from]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const chunk = manifest[key]
    if (chunk === undefined || found.has(key)) continue
    found.add(key)
    open.push(...(chunk.imports ?? []))
  }
  return found
}

/**
 * What the document of a page names ahead, so that the browser fetches it together with the first script instead of
 * after it: the page's own scripts, and the frame around it. Not its font: text is read
 * in the system's until then, and the scripts need the line first.
 */
export function preloadsOf(manifest: Manifest, address: PageAddress): string {
  const source = sourceOf(address)
  const wanted = [...(source === undefined ? [] : [source]), ...(isOutside(address) ? [] : [shell])]
  const entry = reach(manifest, ['index.html'])
  const scripts = [...reach(manifest, wanted)].filter((key) => !entry.has(key))
  return scripts
    .map((key) => `<link rel="modulepreload" crossorigin href="/dashboard/${manifest[key]?.file ?? ''}">`)
    .join('\n')
}

/** Who is signed in, which every page inside asks for first. */
export const accountPreload = '<link rel="preload" as="fetch" crossorigin href="/api/account">'
