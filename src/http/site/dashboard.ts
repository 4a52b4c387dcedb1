import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { dashboardPages } from '../../contract/pages.ts'

/** What `npm run prepare` builds from `web/`. */
const builtFolder = join(import.meta.dirname, '../../../dist/web')

const unbuilt =
  '<!doctype html><title>Fabwire</title><p>The dashboard is not built: run <code>npm run prepare</code>.'

/** `/settings/integrations/api/$keyId` as the router wants it. */
const routerPath = (page: string): string => page.replaceAll('$', ':')

/**
 * The dashboard: one document for all of its pages, and files whose names change with their content. They are
 * compressed already, so serving them costs a read.
 */
export async function registerDashboard(app: FastifyInstance): Promise<void> {
  const document = join(builtFolder, 'index.html')
  const page = existsSync(document) ? readFileSync(document) : Buffer.from(unbuilt)
  for (const address of dashboardPages)
    app.get(routerPath(address), async (_, reply) =>
      reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page),
    )
  if (!existsSync(document)) return
  await app.register(fastifyStatic, {
    root: join(builtFolder, 'assets'),
    prefix: '/dashboard/assets/',
    decorateReply: false,
    index: false,
    preCompressed: true,
    maxAge: '365d',
    immutable: true,
  })
}
