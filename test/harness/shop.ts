import type { Role } from '../../src/domain/access/roles.ts'
import {
  type Credential,
  type Person,
  type Reply,
  setRole,
  startTestApp,
  type TestAppOptions,
} from './app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from './credentials.ts'

/** One shop with somebody of every role and keys of both scopes, and another shop beside it. */
export async function openShop(options: TestAppOptions = {}) {
  const environment = { FABWIRE_WORKSPACE_SIGNUP: 'open', ...options.environment }
  const app = await startTestApp({ ...options, environment })
  const owner = await app.owner('enterprise', 'North')
  const people = {
    owner,
    admin: await app.member(owner, 'admin'),
    manager: await app.member(owner, 'manager'),
    staff: await app.member(owner, 'staff'),
    customer: await app.customer('north'),
  }
  const elsewhere = await app.owner('enterprise', 'South')
  const key = async (person: Person, ...scopes: string[]): Promise<Credential> =>
    apiKey((await mintApiKey(app, person, { scopes })).secret)

  return {
    app,
    people,
    elsewhere,
    /** Keys of the shop, by scope, and the other shop's. */
    keys: {
      admin: await key(owner, 'admin'),
      api: await key(owner, 'api'),
      elsewhere: await key(elsewhere, 'admin'),
    },
    call: (method: string, path: string, as: Credential, body?: unknown): Promise<Reply> =>
      app.call(method, path, { as, ...(body !== undefined && { body }) }),
    /** A personal access token; full access without scopes. */
    pat: async (person: Person, scopes: readonly string[] = []): Promise<Credential> =>
      bearer((await mintToken(app, person, { scopes })).secret),
    setRole: (person: Person, role: Role | string | null) => setRole(app.db, person, role),
    /** The role in `user_organizations`; undefined without a row. */
    async roleOf({ userId, workspaceId }: Person): Promise<string | null | undefined> {
      const row = await app.db.maybe<{ role: string | null }>({
        text: 'SELECT role FROM user_organizations WHERE user_id = $1 AND workspace_id = $2',
        values: [userId, workspaceId],
      })
      return row?.role
    },
    /** What the audit log says was done to something, oldest first. */
    audited: (subject: string | number) =>
      app.db.rows<{ action: string; actor: object; before: object | null; after: object | null }>({
        text: 'SELECT action, actor, before, after FROM audit_log WHERE subject = $1 ORDER BY id',
        values: [String(subject)],
      }),
    close: () => app.close(),
  }
}

export type Shop = Awaited<ReturnType<typeof openShop>>

/** A refusal without what is different in every answer. */
export const refusal = ({ status, headers, text }: Reply): string =>
  [status, headers['content-type'], text.replace(/"instance":"[^"]+"/, '"instance":""')].join('\n')
