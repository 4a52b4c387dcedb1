import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openTestDb } from '../../../test/harness/database.ts'
import type { Db } from '../../db/port.ts'
import { ManualClock } from '../../platform/clock.ts'
import { MasterKey } from '../../platform/crypto.ts'
import { createLog } from '../../platform/log.ts'
import { createSmtpMailer } from '../../platform/mail/index.ts'
import { type MailServer, startMailServer } from '../../platform/mail/testing/mail-server.ts'
import { listMails, Outbox, type OutboxOptions, reencryptMails } from './index.ts'

const hourMs = 3_600_000
const masterKey = new MasterKey(Buffer.alloc(32, 7))
const secret = 'https://fab.example.com/reset-password#token=sEcReT'

let db: Db
let clock: ManualClock
let server: MailServer
let lines: string[]
const started: Outbox[] = []

beforeAll(async () => {
  db = await openTestDb()
})
afterAll(() => db.close())

beforeEach(async () => {
  await db.run({ text: 'DELETE FROM outbox', values: [] })
  clock = new ManualClock('2026-05-15T11:00:00Z')
  server = await startMailServer()
  lines = []
})
afterEach(async () => {
  await Promise.all(started.splice(0).map((outbox) => outbox.stop()))
  await server.close()
})

function open(options: Partial<OutboxOptions> = {}): Outbox {
  const mailer = createSmtpMailer({ url: server.url, from: () => 'no-reply@fab.example.com' })
  const log = createLog('debug', { write: (line: string) => void lines.push(line) })
  const outbox = new Outbox({ db, clock, log, masterKey, mailer, sends: true, ...options })
  started.push(outbox)
  return outbox
}

const mail = (members = {}) => ({
  kind: 'password_reset',
  userId: 7,
  to: 'ada@example.com',
  subject: 'Reset',
  text: `${secret}\n`,
  expiresAt: new Date(clock.now().getTime() + hourMs),
  ...members,
})

const write = (outbox: Outbox, members = {}) => db.transaction((tx) => outbox.write(tx, mail(members)))
const count = async () =>
  (await db.one<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM outbox', values: [] })).n
const eventually = <T>(ask: () => T | Promise<T>) => vi.waitFor(ask, { timeout: 10_000, interval: 10 })

test('a mail is sent after the commit of what caused it, and is then gone', async () => {
  const outbox = open()
  await outbox.start()
  await write(outbox)
  await eventually(async () => expect(await count()).toBe(0))
  expect(server.received).toMatchObject([{ to: ['ada@example.com'], text: `${secret}\n` }])
})

test('what is rolled back was never written', async () => {
  const outbox = open()
  await outbox.start()
  await expect(
    db.transaction(async (tx) => {
      await outbox.write(tx, mail())
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await write(outbox, { to: 'next@example.com' })
  await eventually(() => expect(server.received).toHaveLength(1))
  expect(server.received[0]?.to).toEqual(['next@example.com'])
})

test('the log names recipient and kind only; the database holds neither the address nor the link in clear', async () => {
  const outbox = open({ mailer: undefined })
  await write(outbox)
  const rows = JSON.stringify(await db.rows({ text: 'SELECT o::text FROM outbox AS o', values: [] }))
  expect(rows).not.toMatch(/ada@|sEcReT/)
  expect(Buffer.from(rows).toString('latin1')).not.toContain(Buffer.from('sEcReT').toString('hex'))
  const sender = open()
  await sender.start()
  await eventually(() => expect(server.received).toHaveLength(1))
  await eventually(() => expect(lines.join()).toContain('mail sent'))
  expect(lines.join()).toContain('ada@example.com')
  expect(lines.join()).toContain('password_reset')
  expect(lines.join()).not.toMatch(/sEcReT|Reset/)
})

test('without a mail server it waits, and the operator can read it', async () => {
  const outbox = open({ mailer: undefined })
  await outbox.start()
  await write(outbox)
  await write(outbox, { to: 'bob@example.com', kind: 'verify_email' })
  expect(await listMails(db, masterKey, clock.now())).toMatchObject([
    { to: 'ada@example.com', kind: 'password_reset', text: `${secret}\n`, attempts: 0 },
    { to: 'bob@example.com', kind: 'verify_email' },
  ])
})

test('a mail server that is away: tried again, later and later', async () => {
  server.behave(() => ({ at: 'recipient', status: 450 }))
  const outbox = open()
  await outbox.start()
  await write(outbox)
  const due = async () =>
    (await db.one<{ at: Date; n: number }>({
      text: 'SELECT next_attempt_at AS at, attempt_count AS n FROM outbox',
      values: [],
    })) as { at: Date; n: number }
  for (const [index, waitMs] of [10_000, 30_000, 120_000].entries()) {
    const at = new Date(clock.now().getTime() + waitMs)
    await eventually(async () => expect(await due()).toEqual({ at, n: index + 1 }))
    clock.advance(waitMs)
    if (index === 2) server.behave(() => null)
    outbox.poll()
  }
  await eventually(async () => expect(await count()).toBe(0))
  expect(server.received).toHaveLength(1)
})

test('a mailbox that does not exist: given up, and said so', async () => {
  server.behave((to) => (to === 'ada@example.com' ? { at: 'recipient', status: 550 } : null))
  const outbox = open()
  await outbox.start()
  await write(outbox)
  await eventually(async () => expect(await count()).toBe(0))
  expect(lines.join()).toContain('mail refused for good')
  expect(server.received).toHaveLength(0)
})

test('two nodes send each mail once', async () => {
  const [one, two] = [open(), open()]
  const quiet = open({ mailer: undefined })
  for (let i = 0; i < 50; i++) await write(quiet, { to: `p${i}@example.com` })
  await Promise.all([one.start(), two.start()])
  await eventually(async () => expect(await count()).toBe(0))
  expect(server.received.map(({ to }) => to[0]).sort()).toEqual(
    Array.from({ length: 50 }, (_, i) => `p${i}@example.com`).sort(),
  )
})

test('a mail whose sender died is sent by another when the lease is over', async () => {
  const outbox = open()
  await write(outbox)
  await db.run({
    text: 'UPDATE outbox SET attempt_count = 1, next_attempt_at = $1',
    values: [new Date(clock.now().getTime() + 120_000)],
  })
  await outbox.start()
  clock.advance(120_000)
  outbox.poll()
  await eventually(() => expect(server.received).toHaveLength(1))
})

test('a mail whose link is dead is not sent any more', async () => {
  await write(open({ mailer: undefined }))
  clock.advance(hourMs)
  const outbox = open()
  await outbox.start()
  await eventually(async () => expect(await count()).toBe(0))
  expect(server.received).toHaveLength(0)
})

test('a decoy is written, and neither sent nor shown', async () => {
  const quiet = open({ mailer: undefined })
  await write(quiet, { decoy: true, userId: null })
  expect(await count()).toBe(1)
  expect(await listMails(db, masterKey, clock.now())).toEqual([])
  expect(lines).toEqual([])
  const outbox = open()
  await outbox.start()
  await eventually(async () => expect(await count()).toBe(0))
  expect(server.received).toHaveLength(0)
})

test('sweeping deletes what is expired and nothing else', async () => {
  const outbox = open({ mailer: undefined })
  await write(outbox)
  clock.advance(1)
  await write(outbox, { to: 'later@example.com' })
  clock.advance(hourMs - 1)
  await outbox.sweep()
  expect(await listMails(db, masterKey, clock.now())).toMatchObject([{ to: 'later@example.com' }])
})

test('what waits about an account can be dropped', async () => {
  const outbox = open({ mailer: undefined })
  await write(outbox)
  await write(outbox, { userId: 8, to: 'other@example.com' })
  await db.transaction((tx) => outbox.forget(tx, 7))
  expect(await listMails(db, masterKey, clock.now())).toMatchObject([{ to: 'other@example.com' }])
})

test('a new master key reads what was written under the old one', async () => {
  const next = new MasterKey(Buffer.alloc(32, 8))
  await write(open({ mailer: undefined }))
  expect(await db.transaction((tx) => reencryptMails(tx, masterKey, next))).toBe(1)
  expect(await listMails(db, next, clock.now())).toMatchObject([{ text: `${secret}\n` }])
  await expect(listMails(db, masterKey, clock.now())).rejects.toThrow('another master key')
})

test('one mail that cannot be read does not hold up the others', async () => {
  const quiet = open({ mailer: undefined })
  await write(quiet, { to: 'first@example.com' })
  await db.run({ text: `UPDATE outbox SET ciphertext = '\\x00'`, values: [] })
  await write(quiet, { to: 'second@example.com' })
  const outbox = open()
  await outbox.start()
  await eventually(() => expect(server.received).toHaveLength(1))
  await eventually(() => expect(lines.join()).toContain('not a ciphertext'))
  await eventually(async () => expect(await count()).toBe(1))
})
