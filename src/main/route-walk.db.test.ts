import { beforeAll, describe, expect, test } from 'vitest'
import {
  type Credential,
  type Person,
  setRole,
  startTestApp,
  type TestApp,
  testOrigin,
} from '../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken, unknownSecret } from '../../test/harness/credentials.ts'
import type { RouteRow } from '../contract/route.ts'
import { integrationsGate, type Leaf, leaves } from '../domain/access/gate.ts'
import { plans } from '../domain/access/plans.ts'
import { keyScopes, patScopes } from '../domain/access/scopes.ts'
import { describeRoutes } from './routes.ts'

/** Every row of the table of routes, called for real: what holds for all of them holds for the next one too. */
const rows = describeRoutes()
const granted = rows.flatMap((row) => (row.access.kind === 'granted' ? [{ ...row, access: row.access }] : []))
const closed = rows.filter(({ access }) => access.kind === 'granted' || access.kind === 'any')
const unsafe = rows.filter(({ method }) => method !== 'GET')

const nowhere = '01900000-0000-7000-8000-000000000000'
const pathOf = ({ path }: Pick<RouteRow, 'path'>, id = nowhere) => path.replaceAll(/\{\w+\}/g, id)

let shop: TestApp
let owner: Person
let customer: Person

beforeAll(async () => {
  shop = await startTestApp({ environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' } })
  owner = await shop.owner()
  customer = await shop.customer()
  return () => shop.close()
})

const call = (row: RouteRow, as: Credential = {}, headers = {}, id = nowhere) =>
  shop.call(row.method, pathOf(row, id), { as, headers })

const name = (row: RouteRow) => `${row.method} ${row.path}`
const without = (body: Record<string, unknown>) => ({ ...body, instance: '' })

/** Which rows do not answer as they should. An empty list says more in a failure than the first mismatch. */
async function exceptions(
  list: readonly RouteRow[],
  answer: (row: RouteRow) => Promise<{ status: number; body: { code?: string } | undefined }>,
  expected: string,
): Promise<string[]> {
  const wrong: string[] = []
  for (const row of list) {
    const { status, body } = await answer(row)
    const got = `${status} ${body?.code ?? ''}`.trim()
    if (got !== expected) wrong.push(`${name(row)}: ${got}`)
  }
  return wrong
}

describe('401: every row that is not open', () => {
  test('nobody', async () => {
    expect(await exceptions(closed, (row) => call(row), '401 unauthenticated')).toEqual([])
  })

  test.each<[string, () => Credential]>([
    ['a token nobody has', () => bearer(unknownSecret('pat'))],
    ['a key nobody has', () => apiKey(unknownSecret('fwk'))],
    ['a token where a key belongs', () => apiKey(unknownSecret('pat'))],
    ['a key where a token belongs', () => bearer(unknownSecret('fwk'))],
    ['a session where a token belongs', () => bearer(String(owner.credential.cookie).split('=')[1] ?? '')],
    ['a cookie of nobody', () => ({ cookie: 'fabwire_session=x' })],
  ])('%s, with the same body', async (_, credential) => {
    const first = await call(closed[0] as RouteRow, credential())
    expect(first.headers['www-authenticate']).toBe('Bearer realm="fabwire", error="invalid_token"')
    const answer = async (row: RouteRow) => {
      const reply = await call(row, credential())
      expect(without(reply.body)).toEqual(without(first.body))
      return reply
    }
    expect(await exceptions(closed, answer, '401 invalid_token')).toEqual([])
  })
})

describe('400: every row refuses two credentials', () => {
  test('a bearer and a key, a cookie and a bearer', async () => {
    const both = { ...bearer('x'), ...apiKey('y') }
    const list = rows.filter(({ access }) => access.kind !== 'operator')
    expect(await exceptions(list, (row) => call(row, both), '400 ambiguous_credentials')).toEqual([])
    const mixed = { ...owner.credential, ...bearer('x') }
    expect(await exceptions(list, (row) => call(row, mixed), '400 ambiguous_credentials')).toEqual([])
  })

  test('and a token in its URL', async () => {
    const secret = unknownSecret('pat')
    const answer = (row: RouteRow) => shop.call(row.method, `${pathOf(row)}?x=${secret}`, {})
    expect(await exceptions(rows, answer, '400 credential_in_url')).toEqual([])
    expect(shop.logLines.join()).not.toContain(secret)
  })
})

describe('403 insufficient_scope: every row, every token that lacks its scope (security case 15)', () => {
  const all = patScopes.map((scope) => ({ scope, only: '', allBut: '' }))

  beforeAll(async () => {
    for (const entry of all) {
      const others = patScopes.filter((scope) => scope !== entry.scope)
      entry.only = (await mintToken(shop, owner, { scopes: [entry.scope] })).secret
      entry.allBut = (await mintToken(shop, owner, { scopes: others })).secret
    }
  })

  const refusedFor = async (row: RouteRow, secret: string): Promise<string> => {
    const { status, body, headers } = await call(row, bearer(secret))
    return `${status} ${body?.code} ${/scope="[^"]*"/.exec(String(headers['www-authenticate']))?.[0]}`
  }

  test.each(granted)('$method $path', async (row) => {
    const needed = row.access.scope ?? 'full_access'
    const expected = `403 insufficient_scope scope="${needed}"`
    for (const { scope, only, allBut } of all) {
      if (scope !== needed) expect(await refusedFor(row, only)).toBe(expected)
      if (scope === needed || row.access.scope === undefined)
        expect(await refusedFor(row, allBut)).toBe(expected)
    }
  })
})

describe('403: every row, keys without its scope (security case 17)', () => {
  test.each(keyScopes)('a key with %s alone', async (scope) => {
    const { secret } = await mintApiKey(shop, owner, { scopes: [scope] })
    for (const row of granted) {
      const { key } = row.access
      // An open stream would never end; both keys may have it.
      const { body } = await call(
        { ...row, ...(row.path === '/stream' && { method: 'HEAD' as never }) },
        apiKey(secret),
      )
      if (key === undefined) expect([name(row), body?.code]).toEqual([name(row), 'user_required'])
      else if (!key.includes(scope))
        expect([name(row), body]).toMatchObject([
          name(row),
          { code: 'insufficient_scope', scope: key.join(' ') },
        ])
      else expect([name(row), body?.code]).not.toEqual([name(row), 'insufficient_scope'])
    }
  })

  test('any key while the plan lacks Integrations', async () => {
    const { secret } = await mintApiKey(shop, owner, { scopes: ['api', 'admin'] })
    await shop.call('PATCH', '/workspace', { as: owner.credential, body: { plan: 'pro' } })
    expect(await exceptions(closed, (row) => call(row, apiKey(secret)), '403 plan_required')).toEqual([])
    await shop.call('PATCH', '/workspace', { as: owner.credential, body: { plan: 'enterprise' } })
  })
})

describe('403 csrf_refused: every row that changes something, with a cookie (security case 29)', () => {
  const evil = 'https://evil.example'
  const attacks: [string, Record<string, string | undefined>][] = [
    ['another site', { origin: evil }],
    ['another site, by its browser', { origin: undefined, 'sec-fetch-site': 'cross-site' }],
    ['a null origin', { origin: 'null' }],
    ['neither origin nor Sec-Fetch-Site', { origin: undefined }],
    ['a sibling subdomain', { origin: 'http://blog.localhost:3000', 'sec-fetch-site': 'same-site' }],
    ['another port', { origin: 'http://localhost:3001' }],
    ['text/plain', { origin: evil, 'content-type': 'text/plain' }],
    ['a form', { origin: evil, 'content-type': 'application/x-www-form-urlencoded' }],
    ['a form with files', { origin: evil, 'content-type': 'multipart/form-data; boundary=x' }],
    ['a method in a header', { origin: evil, 'x-http-method-override': 'GET' }],
  ]
  const send = (row: RouteRow, credential: Credential, headers: Record<string, string | undefined>) =>
    shop.app.inject({
      method: row.method,
      url: `/api${pathOf(row)}`,
      headers: {
        ...credential,
        ...Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
      } as Record<string, string>,
      ...(headers['content-type'] && { payload: 'x=1' }),
    })
  const answerTo = async (
    row: RouteRow,
    credential: Credential,
    headers: Record<string, string | undefined>,
  ) => {
    const reply = await send(row, credential, headers)
    return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() }
  }

  test.each(attacks)('%s', async (_, headers) => {
    const attempt = (row: RouteRow) => answerTo(row, owner.credential, headers)
    expect(await exceptions(unsafe, attempt, '403 csrf_refused')).toEqual([])
  })

  test.each(attacks)('%s: signing in and out without a cookie too', async (_, headers) => {
    const auth = unsafe.filter(({ path }) => path.startsWith('/auth/'))
    expect(auth.length).toBeGreaterThan(2)
    expect(await exceptions(auth, (row) => answerTo(row, {}, headers), '403 csrf_refused')).toEqual([])
  })

  test('a token or key goes by itself, so nobody can be made to send it: any origin will do', async () => {
    const secrets = [bearer(unknownSecret('pat')), apiKey(unknownSecret('fwk'))]
    for (const credential of secrets)
      for (const [, headers] of attacks)
        expect(
          await exceptions(
            unsafe.filter((row) => closed.includes(row)),
            (row) => answerTo(row, credential, headers),
            '401 invalid_token',
          ),
        ).toEqual([])
  })

  test('from the site itself no row is refused so, multipart included', async () => {
    for (const headers of [{ origin: testOrigin }, { 'sec-fetch-site': 'same-origin' }])
      for (const row of unsafe.filter(({ path }) => path !== '/auth/sign-out')) {
        const { body } = await answerTo(row, customer.credential, {
          ...headers,
          'content-type': row.upload ? 'multipart/form-data; boundary=x' : 'application/json',
        })
        expect([name(row), body?.code]).not.toEqual([name(row), 'csrf_refused'])
      }
  })
})

describe('404: every row with an id, the same bytes for a malformed one (security case 22)', () => {
  const withParams = granted.filter(({ params }) => params !== undefined)

  test('and for what does not exist', async () => {
    const { secret } = await mintApiKey(shop, owner, { scopes: ['api', 'admin'] })
    const unknown = without((await shop.call('GET', '/nowhere')).body)
    for (const row of withParams) {
      const callers = [owner.credential, customer.credential, apiKey(secret)]
      let answered = 0
      for (const as of callers) {
        const reply = await call(row, as, {}, 'x')
        if (reply.status === 403) continue
        answered++
        for (const id of ['x', '%00', `${nowhere}0`, 'a'.repeat(300), '%e2%80%ae', "'--"]) {
          const { status, body } = await call(row, as, {}, id)
          expect([name(row), id, status, without(body)]).toEqual([name(row), id, 404, unknown])
        }
        if (row.method !== 'GET') continue
        expect([name(row), without((await call(row, as)).body)]).toEqual([name(row), unknown])
      }
      expect([name(row), answered]).not.toEqual([name(row), 0])
    }
  })
})

describe('403: every row for roles, for a role that is none (security case 19)', () => {
  test.each(['owner ', 'OWNER', 'admin,member', 'superuser', null])('%j', async (role) => {
    const person = await shop.member(owner, 'owner')
    const { secret } = await mintToken(shop, person)
    await setRole(shop.db, person, role)
    const forRoles = granted.filter(({ access }) => access.users !== 'any')
    for (const credential of [person.credential, bearer(secret)])
      for (const row of forRoles) {
        const { status, body } = await call(row, credential)
        expect([name(row), status]).toEqual([name(row), credential === person.credential ? 403 : status])
        // A token ends with the membership; with an unknown role it is either refused whole or grants nothing.
        expect(['role_required', 'membership_required', 'plan_required', 'invalid_token']).toContain(
          body?.code,
        )
      }
  })
})

describe('the Integrations gate through the API (security case 21)', () => {
  const gated = leaves.flatMap((leaf) => {
    const row = granted.find(
      ({ access, method, params }) => access.gate === leaf && method === 'GET' && !params,
    )
    return row ? [[leaf, row] as [Leaf, typeof row]] : []
  })
  const known = ['owner', 'admin', 'manager', 'staff'] as const
  const memberships = [...known, 'customer', 'superuser', null] as const

  test('guards the leaves that there are', () => {
    expect(gated.map(([leaf]) => leaf)).toEqual(expect.arrayContaining(['api-keys', 'webhooks']))
  })

  test.each(['owner', 'admin', 'manager', 'staff', 'superuser'])('signed in as %s', async (hint) => {
    const person = await shop.member(owner, hint)
    for (const plan of plans) {
      await shop.db.run({
        text: 'UPDATE workspaces SET plan = $2 WHERE id = $1',
        values: [owner.workspaceId, plan],
      })
      for (const membership of memberships) {
        await setRole(shop.db, person, membership)
        for (const [leaf, row] of gated) {
          const { refusal } = integrationsGate({ plan, roleHint: hint, membership, leaf })
          const { status, body } = await call(row, person.credential)
          const isCustomer = membership === 'customer'
          // Customers do not pass the gate: a row is for them or it is not.
          const expected = isCustomer
            ? (row.access.users as { customer?: boolean }).customer
            : refusal === null
          const at = { plan, hint, membership, leaf }
          if (expected) expect({ ...at, status }).toEqual({ ...at, status: 200 })
          else
            expect({ ...at, code: body.code }).toEqual({
              ...at,
              code: isCustomer ? 'role_required' : refusal,
            })
          if (body.code === 'plan_required') expect(body.required_plan).toBe('enterprise')
        }
      }
    }
    await setRole(shop.db, person, null)
    await shop.db.run({
      text: "UPDATE workspaces SET plan = 'enterprise' WHERE id = $1",
      values: [owner.workspaceId],
    })
  })
})

describe('HEAD answers as GET does, without a body', () => {
  test('every GET row, to nobody', async () => {
    for (const row of rows.filter(({ method, path }) => method === 'GET' && path !== '/stream')) {
      const get = await call(row)
      const head = await shop.app.inject({ method: 'HEAD', url: `/api${pathOf(row)}` })
      expect([name(row), head.statusCode, head.body]).toEqual([name(row), get.status, ''])
    }
  })
})
