import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { dashboardPages } from '../../contract/pages.ts'
import { withCompression } from '../compression.ts'
import { accountPreload, isOutside, type Manifest, preloadsOf } from './preloads.ts'

/** What `npm run prepare` builds from `web/`. */
const builtFolder = join(import.meta.dirname, '../../../dist/web')

const unbuilt =
  '<!doctype html><title>Fabwire</title><p>The dashboard is not built: run <code>npm run prepare</code>.'

/** `/settings/integrations/api/$keyId` as the router wants it. */
const routerPath = (page: string): string => page.replaceAll('$', ':')

interface Built {
  document: string
  manifest: Manifest
}

/** The document and what it may load, as they were built; undefined before that. */
function readBuilt(folder: string): Built | undefined {
  const document = join(folder, 'index.html')
  const manifest = join(folder, '.vite/manifest.json')
  if (!existsSync(document) || !existsSync(manifest)) return undefined
  return {
    document: readFileSync(document, 'utf8'),
    manifest: JSON.parse(readFileSync(manifest, 'utf8')) as Manifest,
  }
}

function registerDocuments(app: FastifyInstance, sessionCookie: string, built: Built | undefined): void {
  for (const address of dashboardPages) {
    const page = built ? withHead(built.document, preloadsOf(built.manifest, address)) : unbuilt
    const inside = built && !isOutside(address) ? withHead(page, accountPreload) : page
    app.get(routerPath(address), async (request, reply) =>
      reply
        .headers({ 'cache-control': 'no-cache', vary: 'cookie' })
        .type('text/html; charset=utf-8')
        .send(request.cookies[sessionCookie] === undefined ? page : inside),
    )
  }
}

/** With these elements at the end of the document's head. */
const withHead = (document: string, elements: string): string =>
  document.replace('</head>', () => `${elements}\n</head>`)

/**
 * The dashboard: one document for all of its pages, and files whose names change with their content. They are
 * compressed already, so serving them costs a read. Each address names ahead what its page loads; for somebody who
 * seems to be signed in (`sessionCookie` is there), also the answer that says who it is.
 */
export async function registerDashboard(
  app: FastifyInstance,
  sessionCookie: string,
  folder = builtFolder,
): Promise<void> {
  const built = readBuilt(folder)
  await withCompression(app, (pages) => registerDocuments(pages, sessionCookie, built))
  if (!built) return
  await app.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/dashboard/assets/',
    decorateReply: false,
    index: false,
    preCompressed: true,
    maxAge: '365d',
    immutable: true,
  })
}
