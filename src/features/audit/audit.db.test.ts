import { beforeAll, describe, expect, test } from 'vitest'
import { openTestDb } from '../../../test/harness/database.ts'
import type { Db } from '../../db/port.ts'
import type { Principal } from '../../domain/access/principal.ts'
import { createWorkspace } from '../workspace/index.ts'
import { type AuditEntry, recordAudit } from './index.ts'

const at = new Date('2026-05-15T11:00:00.123Z')
const keyId = '01900000-0000-7000-8000-00000000000a'
const tokenId = '01900000-0000-7000-8000-00000000000b'

let db: Db
let workspaceId: string

beforeAll(async () => {
  db = await openTestDb()
  workspaceId = (await db.transaction((tx) => createWorkspace(tx, 'Fab', at))).id
  return () => db.close()
})

const rows = () => db.rows({ text: 'SELECT * FROM audit_log ORDER BY id', values: [] })
const write = (over: Partial<AuditEntry>) =>
  db.transaction((tx) =>
    recordAudit(tx, { workspaceId, actor: 'operator', action: 'thing.do', subject: 'x', at, ...over }),
  )

const common = { workspaceId: '', plan: 'enterprise', expiresAt: null } as const

const actors: [name: string, principal: Principal, stored: object][] = [
  [
    'a session, by its user',
    { ...common, kind: 'session', sessionId: 's', userId: 7, role: 'owner', roleHint: null, expiresAt: at },
    { kind: 'session', user_id: 7 },
  ],
  [
    'a token, by its user and id',
    { ...common, kind: 'pat', tokenId, userId: 7, role: 'owner', scopes: [], fullAccess: true },
    { kind: 'pat', user_id: 7, token_id: tokenId },
  ],
  [
    'a tenant key, by its id',
    { ...common, kind: 'api_key', keyId, createdBy: 7, scopes: ['admin'], environment: 'production' },
    { kind: 'api_key', key_id: keyId },
  ],
]

describe('a line of the audit log names who acted', () => {
  test.each(actors)('%s', async (_, principal, stored) => {
    await write({ actor: { principal, address: '198.51.100.7' } })
    expect((await rows()).at(-1)).toMatchObject({ actor: { ...stored, address: '198.51.100.7' } })
  })

  test('the operator, who comes from nowhere', async () => {
    await write({ actor: 'operator', workspaceId: null })
    expect((await rows()).at(-1)).toMatchObject({ actor: { kind: 'operator' }, workspace_id: null })
  })
})

test('it keeps what was done to what, before and after, and when', async () => {
  await write({ before: { name: 'a', scopes: ['x'] }, after: { name: 'b "quoted" ü' } })
  expect((await rows()).at(-1)).toMatchObject({
    workspace_id: workspaceId,
    action: 'thing.do',
    subject: 'x',
    before: { name: 'a', scopes: ['x'] },
    after: { name: 'b "quoted" ü' },
    created_at: at,
  })
  await write({})
  expect((await rows()).at(-1)).toMatchObject({ before: null, after: null })
})

test('it stands or falls with what it tells of', async () => {
  const before = await rows()
  const failed = db.transaction(async (tx) => {
    await recordAudit(tx, { workspaceId, actor: 'operator', action: 'thing.undo', subject: 'x', at })
    throw new Error('undone')
  })
  await expect(failed).rejects.toThrow('undone')
  expect(await rows()).toEqual(before)
})

test('lines are kept in the order of writing', async () => {
  for (let i = 0; i < 20; i++) await write({ subject: String(i) })
  const subjects = (await rows()).slice(-20).map(({ subject }) => subject)
  expect(subjects).toEqual(Array.from({ length: 20 }, (_, i) => String(i)))
})
