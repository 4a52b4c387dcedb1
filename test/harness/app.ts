import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db } from '../../src/db/port.ts'
import type { Role } from '../../src/domain/access/roles.ts'
import { createServerApp } from '../../src/main/server.ts'
import { type Services, wire } from '../../src/main/wiring.ts'
import { type Clock, systemClock } from '../../src/platform/clock.ts'
import { type Environment, readConfig } from '../../src/platform/config.ts'
import { MasterKey } from '../../src/platform/crypto.ts'
import { createLog } from '../../src/platform/log.ts'
import { createMetrics } from '../../src/platform/metrics.ts'
import { createOutbound } from '../../src/platform/outbound/index.ts'
import { openDirectoryStorage } from '../../src/platform/storage/index.ts'
import { openTestDb } from './database.ts'
import { LogWatch } from './log-watch.ts'

export { describeRoutes } from '../../src/main/routes.ts'

/** The site's origin in tests. */
export const testOrigin = 'http://localhost:3000'

export interface TestAppOptions {
  environment?: Environment
  clock?: Clock
  /** A database that is there already: a second node. Closing the app leaves it open. */
  db?: Db
  /** Start the engine and the notification links. Default true. */
  start?: boolean
}

export interface Reply {
  status: number
  // Tests look into answers of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the test checks
  body: any
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** Who calls: headers of a credential. */
export type Credential = Readonly<Record<string, string>>

export interface Person {
  userId: number
  email: string
  workspaceId: string
  credential: Credential
}

const masterKey = new MasterKey(Buffer.alloc(32, 7))
let people = 0

/** The whole program on a fresh database, without a port. Answers are checked against their schemas. */
export async function startTestApp(options: TestAppOptions = {}) {
  const db = options.db ?? (await openTestDb())
  const folder = await mkdtemp(join(tmpdir(), 'fabwire-test-'))
  const logLines: string[] = []
  const watch = new LogWatch()
  const config = readConfig({ FABWIRE_RATE_LIMIT: 'off', FABWIRE_DATA_DIR: folder, ...options.environment })
  const outbound = createOutbound({ now: Date.now })
  const services: Services = wire({
    config,
    db,
    clock: options.clock ?? systemClock,
    log: createLog('debug', { write: (line: string) => void logLines.push(line) }),
    masterKey,
    storage: await openDirectoryStorage({ directory: join(folder, 'files') }),
    outbound,
    metrics: createMetrics(),
    setup: { token: config.setupToken ?? 'none', alwaysNeeded: config.setupToken !== undefined },
    baseUrl: () => config.baseUrl ?? testOrigin,
  })
  if (options.start !== false) await services.start()
  const app = await createServerApp(services, true)

  async function call(
    method: string,
    path: string,
    {
      as = {},
      body,
      headers = {},
    }: { as?: Credential; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const reply = await app.inject({
      method: method as 'GET',
      url: `/api${path}`,
      headers: { origin: testOrigin, ...as, ...headers },
      ...(body !== undefined && { payload: body as object }),
    })
    const json = /json/.test(String(reply.headers['content-type']))
    // HEAD has the headers of a body, and none.
    const answer = json && reply.body !== '' ? JSON.parse(reply.body) : undefined
    watch.sent(body)
    watch.received(answer, [reply.headers['set-cookie'] ?? []].flat())
    return {
      status: reply.statusCode,
      body: answer,
      headers: reply.headers as Reply['headers'],
      text: reply.body,
    }
  }

  const toPerson = (reply: Reply, email: string): Person => {
    if (reply.status >= 300) throw new Error(`sign-up failed: ${reply.text}`)
    return {
      userId: reply.body.user.id,
      email,
      workspaceId: reply.body.workspace.id,
      credential: { cookie: String(reply.headers['set-cookie']).split(';')[0] ?? '' },
    }
  }

  const signUp = async (members: object): Promise<Person> => {
    const email = `person${++people}@example.com`
    const body = { email, password: 'correct horse', name: `Person ${people}`, ...members }
    return toPerson(await call('POST', '/auth/sign-up', { body }), email)
  }

  return {
    db,
    services,
    app,
    config,
    logLines,
    call,
    /** Signs up the owner of a new workspace (the first one, or with FABWIRE_WORKSPACE_SIGNUP=open), on a plan. */
    async owner(
      plan: 'free' | 'standard' | 'pro' | 'enterprise' = 'enterprise',
      name = 'Test shop',
    ): Promise<Person> {
      const person = await signUp({ workspace: { name } })
      if (plan !== 'free') await call('PATCH', '/workspace', { as: person.credential, body: { plan } })
      return person
    },
    /** Signs up a customer of the shop (needs its slug where there are several). */
    customer: (shop?: string): Promise<Person> => signUp(shop === undefined ? {} : { shop }),
    /** A member of the owner's workspace with a role, made through the database: there is no invitation needed. */
    async member(owner: Person, role: Exclude<Role, 'customer'> | string | null): Promise<Person> {
      const slug = (await call('GET', '/workspace', { as: owner.credential })).body.slug
      const person = await signUp({ shop: slug })
      await setRole(db, person, role)
      const reply = await call('POST', '/auth/sign-in', {
        body: { email: person.email, password: 'correct horse' },
      })
      return toPerson(reply, person.email)
    },
    async close(): Promise<void> {
      await app.close()
      await services.stop()
      await outbound.close()
      if (options.db === undefined) await db.close()
      await rm(folder, { recursive: true, force: true })
      watch.assertClean(logLines)
    },
  }
}

export type TestApp = Awaited<ReturnType<typeof startTestApp>>

/** Changes a person's row in `user_organizations`, behind the program's back. */
export const setRole = (db: Db, person: Pick<Person, 'userId' | 'workspaceId'>, role: string | null) =>
  db.run({
    text: 'UPDATE user_organizations SET role = $3 WHERE user_id = $1 AND workspace_id = $2',
    values: [person.userId, person.workspaceId, role],
  })
