import type { FastifyInstance, FastifyReply } from 'fastify'
import { errorCodes } from '../../contract/errors.ts'
import type { RouteRow } from '../../contract/route.ts'
import { apiPage, apiPagePolicy } from './api-page.ts'
import { registerAssets } from './assets.ts'
import { registerDashboard } from './dashboard.ts'
import { errorIndexPage, errorPage } from './error-pages.ts'
import { notFoundPage } from './not-found-page.ts'
import { startPage } from './start-page.ts'

export { openApiRoute } from './openapi-route.ts'

export interface SiteOptions {
  rows: readonly RouteRow[]
  /** The site's origin. */
  baseUrl(): string
  /** Where the API's paths begin. */
  apiUrl(): string
  version: string
}

/** The pages beside the API, for people. */
export interface Site {
  register(app: FastifyInstance): Promise<void>
  sendNotFound(reply: FastifyReply): FastifyReply
}

const send = (reply: FastifyReply, page: string): FastifyReply =>
  reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page)

const sendNotFound = (reply: FastifyReply): FastifyReply => send(reply.code(404), notFoundPage())

/** The start page, the API reference, a page per error code. */
export const siteOf = ({ rows, baseUrl, apiUrl, version }: SiteOptions): Site => ({
  sendNotFound,
  async register(app) {
    await registerAssets(app)
    await registerDashboard(app)
    app.get('/', async (_, reply) => {
      const page = { baseUrl: baseUrl(), apiUrl: apiUrl(), version, rows, errorCount: errorCodes.length }
      return send(reply, startPage(page))
    })
    app.get('/docs/api', async (_, reply) =>
      send(reply.header('content-security-policy', apiPagePolicy), apiPage()),
    )
    app.get('/docs/errors', async (_, reply) => send(reply, errorIndexPage()))
    app.get<{ Params: { code: string } }>('/docs/errors/:code', async ({ params }, reply) => {
      const page = await errorPage(params.code)
      return page === undefined ? sendNotFound(reply) : send(reply, page)
    })
  },
})
