import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Plan } from '../src/domain/access/plans.ts'
import { type KeyScope, type PatScope, patScopes } from '../src/domain/access/scopes.ts'
import { describeRoutes } from '../src/main/routes.ts'
import { type Credential, type Person, type Reply, startTestApp, type TestApp } from './harness/app.ts'
import { type ContractGrant, type ContractRole, contractAccess } from './harness/contract-access.ts'
import { apiKey, bearer, mintApiKey, mintToken } from './harness/credentials.ts'

/** Every route × every kind of caller × the plans on both sides of the gate, held against the contract's own table. */

interface Caller {
  name: string
  credential: Credential
  /** Absent: nobody. */
  who?:
    | { kind: 'user'; role: ContractRole; token?: 'full access' | readonly PatScope[] }
    | { kind: 'key'; scopes: readonly KeyScope[] }
}

const rows = describeRoutes()
const metricsToken = 'a-token-for-metrics'
const roles: readonly ContractRole[] = ['customer', 'staff', 'manager', 'admin', 'owner']
/** Why a user may not; each route that is refused to somebody names one that holds. */
type Reason = 'insufficient_scope' | 'role_required' | 'plan_required' | 'user_required'

let app: TestApp
let owner: Person
let otherOwner: Person
const callers: Caller[] = []

async function callersOf(person: Person, role: ContractRole, name = role as string): Promise<Caller[]> {
  const withToken = async (token: 'full access' | readonly PatScope[]): Promise<Caller> => {
    const members = token === 'full access' ? {} : { scopes: token }
    const { secret } = await mintToken(app, person, members)
    return {
      name: `${name}, token with ${token}`,
      credential: bearer(secret),
      who: { kind: 'user', role, token },
    }
  }
  return [
    { name: `${name}, session`, credential: person.credential, who: { kind: 'user', role } },
    await withToken('full access'),
    await withToken(patScopes),
    ...(await Promise.all(patScopes.map((scope) => withToken([scope])))),
  ]
}

async function keyWith(person: Person, scopes: readonly KeyScope[]): Promise<Caller> {
  const { secret } = await mintApiKey(app, person, { scopes })
  return { name: `key with ${scopes}`, credential: apiKey(secret), who: { kind: 'key', scopes } }
}

beforeAll(async () => {
  app = await startTestApp({
    start: false,
    environment: { FABWIRE_WORKSPACE_SIGNUP: 'open', FABWIRE_METRICS_TOKEN: metricsToken },
  })
  owner = await app.owner()
  const customer = await app.customer()
  for (const role of roles) {
    const person = role === 'owner' ? owner : role === 'customer' ? customer : await app.member(owner, role)
    callers.push(...(await callersOf(person, role)))
  }
  for (const scopes of [['api'], ['admin'], ['api', 'admin']] as const)
    callers.push(await keyWith(owner, scopes))
  otherOwner = await app.owner('enterprise', 'Another shop')
  const [session, fullToken] = await callersOf(otherOwner, 'owner', 'owner of another workspace')
  callers.push({ name: 'nobody', credential: {} }, session as Caller, fullToken as Caller)
})
afterAll(() => app.close())

const hasIntegrations = (plan: Plan): boolean => plan === 'enterprise'

/** product.md, "Plans and gates", for somebody with a role and a session that says the same. */
function gateReasons(gate: ContractGrant['gate'], role: ContractRole, plan: Plan): Reason[] {
  if (gate === undefined || role === 'customer') return []
  if (role === 'staff') return ['role_required']
  if (!hasIntegrations(plan)) return ['plan_required']
  return gate === 'api-keys' && role === 'manager' ? ['role_required'] : []
}

/** Why the contract keeps a caller out; nothing when it lets them in. */
function reasonsAgainst(grant: ContractGrant, who: NonNullable<Caller['who']>, plan: Plan): Reason[] {
  if (who.kind === 'key') {
    if (!hasIntegrations(plan)) return ['plan_required']
    if (grant.key === undefined) return ['user_required']
    return grant.key.some((scope) => who.scopes.includes(scope)) ? [] : ['insufficient_scope']
  }
  const { role, token } = who
  const covers =
    token === undefined ||
    token === 'full access' ||
    (grant.scope !== undefined && token.includes(grant.scope))
  const gate = gateReasons(grant.gate, role, plan)
  // The gate says first what it has to say, so that a page can explain it.
  const roleReasons: Reason[] = gate.length > 0 || grant.roles.includes(role) ? gate : ['role_required']
  return [...(covers ? [] : (['insufficient_scope'] as const)), ...roleReasons]
}

/** `passed`, or the refusals that would be right. */
function expected(place: string, { who }: Caller, plan: Plan): readonly string[] {
  const access = contractAccess.get(place)
  if (access === undefined) return ['not in the contract']
  if (access === 'open') return ['passed']
  if (access === 'operator') return ['401 unauthenticated', '401 invalid_token']
  if (who === undefined) return ['401 unauthenticated']
  const grant: ContractGrant = access === 'any' ? { roles, key: ['api', 'admin'] } : access
  if (access === 'any' && who.kind === 'user') return ['passed']
  const reasons = reasonsAgainst(grant, who, plan)
  return reasons.length === 0 ? ['passed'] : reasons.map((reason) => `403 ${reason}`)
}

const outcome = ({ status, body }: Reply): string =>
  status === 401 || status === 403 ? `${status} ${body?.code ?? ''}`.trim() : 'passed'

const call = ({ method, path }: { method: string; path: string }, credential: Credential) => {
  // An open stream would never end; HEAD goes through the same doors.
  const verb = path === '/stream' ? 'HEAD' : method
  return app.call(
    verb,
    path.replaceAll(/\{\w+\}/g, () => randomUUID()),
    { as: credential },
  )
}

/** What a refusal must say besides its code: the plan, or the scope, in the body and for the client's library. */
function saysWhatIsMissing({ body, headers }: Reply, place: string, { who }: Caller): boolean {
  if (body?.code === 'plan_required') return body.required_plan === 'enterprise'
  if (body?.code !== 'insufficient_scope') return true
  const { key, scope } = contractAccess.get(place) as ContractGrant
  const missing = who?.kind === 'key' ? key?.join(' ') : (scope ?? 'full_access')
  const challenge = `Bearer realm="fabwire", error="insufficient_scope", scope="${missing}"`
  return body.scope === missing && headers['www-authenticate'] === challenge
}

/** What is wrong with an answer, in a word; undefined when it is what the contract says. */
function faultOf(reply: Reply, row: (typeof rows)[number], caller: Caller, plan: Plan): string | undefined {
  const place = `${row.method} ${row.path}`
  const got = outcome(reply)
  const wanted = expected(place, caller, plan)
  // HEAD has no body to say why.
  const fits = (one: string) => (reply.text === '' ? one.startsWith(got) : one === got)
  if (!wanted.some(fits)) return `${got}, not ${wanted.join(' or ')}`
  if (!saysWhatIsMissing(reply, place, caller)) return `${got} does not say what is missing`
  if (got !== 'passed') return undefined
  const forNoRecord = row.params !== undefined && ![400, 404, 415].includes(reply.status)
  return forNoRecord || reply.status >= 500 ? `answers ${reply.status}` : undefined
}

/** What differs from the contract, as `who: METHOD /path: what`. */
async function differencesFor(caller: Caller, plan: Plan): Promise<string[]> {
  const found: string[] = []
  for (const row of rows) {
    // It needs no credential, and would end the session that the next rows need.
    const credential = row.path === '/auth/sign-out' ? {} : caller.credential
    const fault = faultOf(await call(row, credential), row, caller, plan)
    if (fault !== undefined) found.push(`${caller.name}: ${row.method} ${row.path}: ${fault}`)
  }
  return found
}

test('every row is a route of the contract', () => {
  const places = rows.map(({ method, path }) => `${method} ${path}`)
  expect(places.filter((place) => !contractAccess.has(place))).toEqual([])
})

test('the operator reads the metrics, nobody else does', async () => {
  const reply = await app.call('GET', '/metrics', { as: bearer(metricsToken) })
  expect(reply.status).toBe(200)
})

describe.each<Plan>(['enterprise', 'free'])(
  'on plan %s every caller passes where the contract says so',
  (plan) => {
    beforeAll(async () => {
      for (const { credential } of [owner, otherOwner])
        expect((await app.call('PATCH', '/workspace', { as: credential, body: { plan } })).status).toBe(200)
    })

    test.each([...roles, 'key', 'nobody', 'owner of another workspace'])('%s', async (group) => {
      const members = callers.filter(
        ({ name }) => name === group || name.startsWith(`${group}, `) || name.startsWith(`${group} with`),
      )
      expect(members.length).toBeGreaterThan(0)
      const differences: string[] = []
      for (const caller of members) differences.push(...(await differencesFor(caller, plan)))
      expect(differences).toEqual([])
    })
  },
)
