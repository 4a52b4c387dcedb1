import type { FastifyInstance } from 'fastify'
import type { RouteRow } from '../contract/route.ts'

/** Pages beside the API: the start page, the API reference, a page per error code. */
export const siteOf =
  (_rows: readonly RouteRow[], _baseUrl: () => string) =>
  async (_app: FastifyInstance): Promise<void> => {}
