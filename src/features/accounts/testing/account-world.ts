import { Secret, TOTP } from 'otpauth'
import { expect } from 'vitest'
import type { Credential, Person, Reply, TestApp } from '../../../../test/harness/app.ts'
import { listMails, type WaitingMail } from '../../mail/index.ts'

export const password = 'correct horse'

/** The mails that wait for an address, oldest first. */
export async function mailsTo(shop: TestApp, email: string, kind?: string): Promise<WaitingMail[]> {
  const { masterKey, clock } = shop.services.parts
  const mails = await listMails(shop.db, masterKey, clock.now())
  return mails.filter((mail) => mail.to === email && (kind === undefined || mail.kind === kind))
}

/** The token in the link of the newest mail of a kind. */
export async function mailedToken(shop: TestApp, email: string, kind: string): Promise<string> {
  const mail = (await mailsTo(shop, email, kind)).at(-1)
  expect(mail, `no ${kind} for ${email}`).toBeDefined()
  return /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
}

/** The cookies that an answer sets, by name; cleared ones are empty. */
export function cookiesOf(reply: Reply): Record<string, string> {
  const header = reply.headers['set-cookie'] ?? []
  const lines = Array.isArray(header) ? header : [header]
  return Object.fromEntries(
    lines.map((line) => {
      const [pair = ''] = line.split(';')
      return [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    }),
  )
}

/** What a browser sends after an answer: its cookies, changed by those of the answer. */
export function jarAfter(reply: Reply, before: Credential = {}): Credential {
  const jar = new Map(
    (before.cookie ?? '')
      .split('; ')
      .filter((pair) => pair !== '')
      .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )
  for (const [name, value] of Object.entries(cookiesOf(reply))) {
    if (value === '') jar.delete(name)
    else jar.set(name, value)
  }
  return { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }
}

export const signIn = (
  shop: TestApp,
  email: string,
  secret = password,
  headers: Record<string, string> = {},
) => shop.call('POST', '/auth/sign-in', { body: { email, password: secret }, headers })

/** Signs in from a browser of its own. */
export async function signedIn(shop: TestApp, person: Person, secret = password): Promise<Credential> {
  const reply = await signIn(shop, person.email, secret)
  expect(reply.status, reply.text).toBe(200)
  return jarAfter(reply)
}

/** 200 while a credential works, else the status of its refusal. */
export const statusOf = async (shop: TestApp, as: Credential): Promise<number> =>
  (await shop.call('GET', '/token', { as })).status

export interface StoredEvent {
  type: string
  workspace_id: string
  body: { type: string; user_id: number; data: Record<string, unknown> }
}

/** The events about a user, oldest first. */
export async function eventsOf(shop: TestApp, userId: number, type?: string): Promise<StoredEvent[]> {
  const rows = await shop.db.rows<{ type: string; workspace_id: string; body: string }>({
    text: 'SELECT type, workspace_id, body FROM events WHERE user_id = $1 ORDER BY id',
    values: [userId],
  })
  return rows
    .filter((row) => type === undefined || row.type === type)
    .map((row) => ({ ...row, body: JSON.parse(row.body) }))
}

/** The audit log's lines about a subject, oldest first, without times. */
export const auditOf = (shop: TestApp, subject: string | number) =>
  shop.db.rows<{ action: string; actor: Record<string, unknown>; before: unknown; after: unknown }>({
    text: 'SELECT action, actor, before, after FROM audit_log WHERE subject = $1 ORDER BY id',
    values: [String(subject)],
  })

/** Changes a table behind the program's back. */
export const change = (shop: TestApp, text: string, ...values: unknown[]) => shop.db.run({ text, values })

/** The code that an authenticator with this seed shows. */
export const codeAt = (seed: string, at: Date): string =>
  TOTP.generate({ secret: Secret.fromBase32(seed), timestamp: at.getTime() })

export interface Enrolled {
  seed: string
  backupCodes: string[]
}

/**
 * Turns the second factor of somebody on. The code it takes counts as used: the clock has to move on a step before
 * the next.
 */
export async function enrol(shop: TestApp, as: Credential, secret = password): Promise<Enrolled> {
  const begun = await shop.call('POST', '/account/2fa/enroll', { as, body: { password: secret } })
  expect(begun.status, begun.text).toBe(200)
  const seed: string = begun.body.secret
  const code = codeAt(seed, shop.services.parts.clock.now())
  const confirmed = await shop.call('POST', '/account/2fa/confirm', { as, body: { code } })
  expect(confirmed.status, confirmed.text).toBe(200)
  return { seed, backupCodes: confirmed.body.backup_codes }
}
