import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { errorCodes } from '../../contract/errors.ts'
import { withCompression } from '../compression.ts'
import { isUnchanged } from '../conditional.ts'
import { apiPage, apiPagePolicy } from './api-page.ts'
import { registerAssets } from './assets.ts'
import { registerDashboard } from './dashboard.ts'
import { errorIndexPage, errorPage } from './error-pages.ts'
import { type Deployment, type GuideSettings, guideOf, guidePaths } from './guide/index.ts'
import { notFoundPage } from './not-found-page.ts'
import { startPage } from './start-page.ts'

export { openApiRoute } from './openapi-route.ts'

export interface SiteOptions {
  rows: Deployment['rows']
  settings: GuideSettings
  /** The site's origin. */
  baseUrl(): string
  /** Where the API's paths begin. */
  apiUrl(): string
  version: string
  /** The session's cookie by name. */
  sessionCookie: string
}

/** The pages beside the API, for people. */
export interface Site {
  register(app: FastifyInstance): Promise<void>
  sendNotFound(reply: FastifyReply): FastifyReply
}

/** Kept by browsers, and asked for again: what has not changed since is answered without its text. One weak tag
 * stands for the page in every encoding. */
function send(reply: FastifyReply, page: string): FastifyReply {
  const etag = `W/"${createHash('sha256').update(page).digest('base64url').slice(0, 22)}"`
  reply.headers({ 'cache-control': 'no-cache', etag })
  if (reply.statusCode === 200 && isUnchanged(reply.request.headers['if-none-match'], etag))
    return reply.code(304).send()
  return reply.type('text/html; charset=utf-8').send(page)
}

const sendNotFound = (reply: FastifyReply): FastifyReply => send(reply.code(404), notFoundPage())

/** The start page, the guide, the API reference, a page per error code. */
export const siteOf = (options: SiteOptions): Site => ({
  sendNotFound,
  async register(app) {
    await registerAssets(app)
    await registerDashboard(app, options.sessionCookie)
    await withCompression(app, (pages) => registerPages(pages, options))
  },
})

function registerPages(
  app: FastifyInstance,
  { rows, settings, baseUrl, apiUrl, version }: SiteOptions,
): void {
  app.get('/', async (_, reply) => {
    const page = { baseUrl: baseUrl(), apiUrl: apiUrl(), version, rows, errorCount: errorCodes.length }
    return send(reply, startPage(page))
  })
  const guide = guideOf(() => ({ rows, settings, baseUrl: baseUrl(), apiUrl: apiUrl() }))
  for (const path of guidePaths)
    app.get(path, async (_, reply) => {
      const page = await guide(path)
      return page === undefined ? sendNotFound(reply) : send(reply, page)
    })
  app.get('/docs/api', async (_, reply) =>
    send(reply.header('content-security-policy', apiPagePolicy), apiPage()),
  )
  app.get('/docs/errors', async (_, reply) => send(reply, errorIndexPage()))
  app.get<{ Params: { code: string } }>('/docs/errors/:code', async ({ params }, reply) => {
    const page = await errorPage(params.code)
    return page === undefined ? sendNotFound(reply) : send(reply, page)
  })
}
