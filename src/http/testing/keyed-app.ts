import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest'
import { z } from 'zod'
import { openTestDb } from '../../../test/harness/database.ts'
import { patience } from '../../../test/harness/patience.ts'
import type { RouteRow } from '../../contract/route.ts'
import type { Db } from '../../db/port.ts'
import type { KeyPrincipal, PatPrincipal, Principal } from '../../domain/access/principal.ts'
import type { IdempotencyClaim } from '../../domain/idempotency.ts'
import { ManualClock } from '../../platform/clock.ts'
import { createLog } from '../../platform/log.ts'
import { Idempotency } from '../idempotency.ts'
import { customer, type HttpApp, row, startHttpApp } from './http-app.ts'

const otherWorkspaceId = '01900000-0000-7000-8000-000000000003'
const { userId, workspaceId, plan } = customer
const pat: PatPrincipal = {
  ...{ kind: 'pat', userId, workspaceId, plan, role: 'customer', tokenId: customer.sessionId },
  ...{ scopes: [], fullAccess: true, expiresAt: null },
}
const apiKey = (keyId: string): KeyPrincipal => ({
  ...{ kind: 'api_key', keyId, workspaceId, plan, createdBy: userId, scopes: ['api'] },
  ...{ environment: 'production', expiresAt: null },
})

/** Callers by the secret of their bearer. `script` is `alice` with a token. */
const callers: Record<string, Principal> = {
  alice: customer,
  script: pat,
  bob: { ...pat, userId: 8 },
  abroad: { ...pat, workspaceId: otherWorkspaceId },
  erp: apiKey('01900000-0000-7000-8000-00000000000a'),
  shop: apiKey('01900000-0000-7000-8000-00000000000b'),
}

/** A row that makes things, open to every caller of these tests. */
export const making = (members: Partial<RouteRow>): RouteRow =>
  row({
    method: 'POST',
    access: { kind: 'granted', key: ['api'], users: 'any' },
    success: { status: 201 },
    ...members,
  })

export const anything = z.looseObject({})

/** A row whose things are counted, so that each answer tells one from the next. */
export function counting(members: Partial<RouteRow> = {}) {
  const made = { count: 0 }
  const handler: RouteRow['handler'] = async () => ({ id: ++made.count })
  return { made, row: making({ body: anything, handler, ...members }) }
}

/** A row that waits until it is told what to do. */
export function waiting() {
  const steps: PromiseWithResolvers<unknown>[] = []
  const claims: (IdempotencyClaim | undefined)[] = []
  const handler: RouteRow['handler'] = async (call) => {
    const step = Promise.withResolvers<unknown>()
    steps.push(step)
    claims.push(call.claim)
    return step.promise
  }
  const runs = (count: number) => vi.waitFor(() => expect(steps).toHaveLength(count), patience)
  return { steps, claims, runs, row: making({ body: anything, handler }) }
}

/** The HTTP room with rows of a test on a database that the tests of a file share. */
export function keyedApps() {
  const state = {} as { db: Db; clock: ManualClock; logLines: string[] }
  let keys = 0

  beforeAll(async () => {
    state.db = await openTestDb()
    for (const id of [workspaceId, otherWorkspaceId])
      await state.db.run({
        text: "INSERT INTO workspaces (id, slug, name, created_at) VALUES ($1, $2, 'Shop', now())",
        values: [id, id],
      })
  })
  afterAll(() => state.db.close())
  beforeEach(async () => {
    await state.db.run({ text: 'DELETE FROM idempotency_keys', values: [] })
    state.clock = new ManualClock('2026-05-15T11:00:00.000Z')
    state.logLines = []
  })

  /** A node of its own on the shared database and clock. */
  const node = (): Idempotency => {
    const log = createLog('debug', { write: (line: string) => void state.logLines.push(line) })
    return new Idempotency(state.db, state.clock, log)
  }

  return {
    state,
    node,
    start: (...rows: RouteRow[]): Promise<HttpApp> =>
      startHttpApp(rows, { callers, idempotency: node(), uploads: { maxFileBytes: 1_000, stallMs: 60_000 } }),
    /** Sends a POST with a key, a new one unless given; resolves with what a test looks at. */
    async post(
      app: HttpApp,
      {
        path = '/thing',
        key,
        as = 'alice',
        body = { name: 'bracket' },
        headers = {},
      }: {
        path?: string
        key?: string
        as?: string
        body?: object | string
        headers?: Record<string, string>
      } = {},
    ) {
      const {
        status,
        body: answer,
        ...reply
      } = await app.call('POST', `/api${path}`, {
        headers: {
          authorization: `Bearer ${as}`,
          'content-type': 'application/json',
          'idempotency-key': key ?? `key-${++keys}`,
          ...headers,
        },
        payload: body,
      })
      const replayed = reply.headers['idempotency-replayed'] === 'true'
      return { status, body: answer, replayed, code: answer?.code as string | undefined }
    },
    newKey: () => `key-${++keys}`,
    table: () =>
      state.db.rows<{ status: number | null; body: string | null; claimed_at: Date }>({
        text: 'SELECT * FROM idempotency_keys ORDER BY created_at',
        values: [],
      }),
  }
}
