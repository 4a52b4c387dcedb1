import type { AddressInfo } from 'node:net'
import type { InjectOptions } from 'fastify'
import { onTestFinished } from 'vitest'
import type { RouteRow } from '../../contract/route.ts'
import type { Principal, SessionPrincipal } from '../../domain/access/principal.ts'
import { createLog } from '../../platform/log.ts'
import { type AppOptions, createApp } from '../app.ts'

/** A row that answers with what its handler gives, open to everybody unless told otherwise. */
export const row = (members: Partial<RouteRow>): RouteRow => ({
  method: 'GET',
  path: '/thing',
  summary: 'A row of a test',
  tag: 'Test',
  access: { kind: 'open' },
  success: { status: 200 },
  handler: async () => ({ ok: true }),
  ...members,
})

export const customer: SessionPrincipal = {
  kind: 'session',
  sessionId: '01900000-0000-7000-8000-000000000001',
  userId: 7,
  workspaceId: '01900000-0000-7000-8000-000000000002',
  plan: 'enterprise',
  role: 'customer',
  roleHint: 'customer',
  expiresAt: new Date('2030-01-01T00:00:00Z'),
}

export const origin = 'http://localhost:3000'

/** The HTTP room by itself, with rows of the test's own and callers it names: a credential's secret is its name. */
export async function startHttpApp(
  rows: readonly RouteRow[],
  { callers = {}, ...over }: Partial<AppOptions> & { callers?: Record<string, Principal> } = {},
) {
  const logLines: string[] = []
  const app = await createApp({
    rows,
    log: createLog('debug', { write: (line: string) => void logLines.push(line) }),
    baseUrl: () => origin,
    apiHost: undefined,
    trustProxy: () => false,
    authenticate: async ({ secret }) => callers[secret] ?? null,
    sessionCookie: 'session',
    ownOrigins: () => [origin],
    limiter: null,
    verifyAnswers: true,
    uploads: { maxFileBytes: 1_000, stallMs: 60_000 },
    lingerMs: 1_000,
    bodyTimeoutMs: 60_000,
    ...over,
  })
  onTestFinished(() => app.close())
  return {
    app,
    logLines,
    async call(method: string, url: string, options: Omit<InjectOptions, 'method' | 'url'> = {}) {
      const reply = await app.inject({ method: method as 'GET', url, ...options })
      const isJson = /json/.test(String(reply.headers['content-type'])) && reply.body !== ''
      return {
        status: reply.statusCode,
        headers: reply.headers,
        text: reply.body,
        body: isJson ? JSON.parse(reply.body) : undefined,
      }
    },
    async listen(): Promise<number> {
      await app.listen({ host: '127.0.0.1', port: 0 })
      return (app.server.address() as AddressInfo).port
    },
  }
}

export type HttpApp = Awaited<ReturnType<typeof startHttpApp>>
