import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestDb } from '../../../test/harness/database.ts'
import type { Db, Tx } from '../../db/port.ts'
import { createWorkspace } from '../workspace/index.ts'
import { eraseFromAudit, recordAudit } from './index.ts'

const at = new Date('2026-05-15T11:00:00Z')

let db: Db
let workspaceId: string
/** A user whom the log tells of, by `actor` and by `subject`. */
let userId = 0

const statement = (text: string, ...values: unknown[]) => ({ text, values })
const lines = () =>
  db.rows(statement('SELECT * FROM audit_log WHERE workspace_id = $1 ORDER BY id', workspaceId))

beforeAll(async () => {
  db = await openTestDb()
})
afterAll(() => db.close())

beforeEach(async () => {
  userId++
  const principal = { kind: 'session', userId, workspaceId } as never
  await db.transaction(async (tx) => {
    workspaceId = (await createWorkspace(tx, `Shop ${userId}`, at)).id
    await recordAudit(
      tx,
      {
        workspaceId,
        actor: { principal, address: '198.51.100.7' },
        action: 'account.create',
        subject: String(userId),
        after: { name: 'Ada', email: 'ada@example.com', role: 'customer' },
        at,
      },
      {
        workspaceId,
        actor: { principal, address: '198.51.100.7' },
        action: 'session.end',
        subject: 'a session',
        before: { address: '198.51.100.8', created_at: at },
        at,
      },
      {
        workspaceId,
        actor: 'operator',
        action: 'workspace.plan',
        subject: workspaceId,
        after: { name: 'Fab' },
        at,
      },
    )
  })
})

describe('the database refuses', () => {
  test.each([
    ['to change a line', `UPDATE audit_log SET action = 'x'`],
    ['to change who it was', `UPDATE audit_log SET actor = '{}'`],
    ['to change what was before', `UPDATE audit_log SET before = NULL`],
    ['to delete one', 'DELETE FROM audit_log WHERE action = $$account.create$$'],
    ['to delete all', 'DELETE FROM audit_log'],
    ['to empty it', 'TRUNCATE audit_log'],
    ['to empty it with others', 'TRUNCATE workspaces CASCADE'],
  ])('%s', async (_, text) => {
    const before = await lines()
    await expect(db.run(statement(text))).rejects.toThrow('append-only')
    await expect(db.transaction((tx) => tx.run(statement(text)))).rejects.toThrow('append-only')
    expect(await lines()).toEqual(before)
  })
})

describe('it lets go', () => {
  test('of the lines of a workspace that is deleted', async () => {
    await db.run(statement('DELETE FROM workspaces WHERE id = $1', workspaceId))
    expect(await lines()).toEqual([])
  })

  const retain = (tx: Tx, from: Date) =>
    tx.run(statement(`SELECT set_config('fabwire.audit_keep_from', $1, true)`, from.toISOString()))
  const clear = (tx: Tx) => tx.run(statement('DELETE FROM audit_log WHERE workspace_id = $1', workspaceId))

  test('of lines older than what retention keeps, in that transaction only', async () => {
    await db.transaction(async (tx) => {
      await retain(tx, new Date(at.getTime() + 1))
      expect(await clear(tx)).toBe(3)
    })
    expect(await lines()).toEqual([])
    await expect(db.run(statement('DELETE FROM audit_log'))).rejects.toThrow('append-only')
  })

  test('of none that retention keeps', async () => {
    const clearing = db.transaction(async (tx) => {
      await retain(tx, at)
      await clear(tx)
    })
    await expect(clearing).rejects.toThrow('append-only')
    expect(await lines()).toHaveLength(3)
  })
})

describe('a deleted account', () => {
  test('is named nowhere; what was done, by which id and when stays', async () => {
    await db.transaction((tx) => eraseFromAudit(tx, userId))
    const [made, ended, plan] = await lines()
    expect(made).toMatchObject({ action: 'account.create', subject: String(userId), created_at: at })
    expect(made?.actor).toEqual({ kind: 'session', user_id: userId })
    expect(made?.after).toEqual({ role: 'customer' })
    expect(ended).toMatchObject({ action: 'session.end', before: { created_at: at.toISOString() } })
    expect(JSON.stringify(await lines())).not.toMatch(/198\.51\.100|ada@|Ada/)
    expect(plan?.after).toEqual({ name: 'Fab' })
  })

  test('is erased for the rest of no transaction', async () => {
    const overreaching = db.transaction(async (tx) => {
      await eraseFromAudit(tx, userId)
      await tx.run(statement(`UPDATE audit_log SET after = '{}'`))
    })
    await expect(overreaching).rejects.toThrow('append-only')
  })

  test('cannot be used to rewrite what was done, or when, or to what', async () => {
    for (const change of [`action = 'x'`, `subject = 'x'`, 'created_at = now()', 'workspace_id = NULL']) {
      const rewriting = db.transaction(async (tx) => {
        await tx.run(statement(`SELECT set_config('fabwire.audit_erase', 'on', true)`))
        await tx.run(statement(`UPDATE audit_log SET ${change}`))
      })
      await expect(rewriting).rejects.toThrow('append-only')
    }
  })
})
