import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/harness/app.ts'
import { nextNumber } from './index.ts'

let app: TestApp
let workspaceId: string
let elsewhere: string

beforeAll(async () => {
  app = await startTestApp({ environment: { FABWIRE_WORKSPACE_SIGNUP: 'open' }, start: false })
  const owner = await app.owner()
  workspaceId = owner.workspaceId
  elsewhere = (await app.owner('free', 'Kiritimati')).workspaceId
  const text = 'UPDATE workspaces SET time_zone = $2 WHERE id = $1'
  await app.db.run({ text, values: [elsewhere, 'Pacific/Kiritimati'] })
})
afterAll(() => app.close())

const next = (kind: Parameters<typeof nextNumber>[2], at: string, workspace = workspaceId) =>
  app.db.transaction((tx) => nextNumber(tx, workspace, kind, new Date(at)))

test('each kind counts by itself, each day from the beginning', async () => {
  expect(await next('project', '2026-05-15T10:00:00Z')).toBe('P-20260515-0001')
  expect(await next('project', '2026-05-15T23:59:59.999Z')).toBe('P-20260515-0002')
  expect(await next('quote', '2026-05-15T10:00:00Z')).toBe('Q-20260515-0001')
  expect(await next('project', '2026-05-16T00:00:00Z')).toBe('P-20260516-0001')
  expect(await next('project', '2026-05-15T12:00:00Z')).toBe('P-20260515-0003')
})

test('the day is the workspace’s own, and so is the count', async () => {
  expect(await next('order', '2026-05-15T10:00:00Z', elsewhere)).toBe('O-20260516-0001')
  expect(await next('order', '2026-05-15T09:59:59Z', elsewhere)).toBe('O-20260515-0001')
  expect(await next('order', '2026-05-15T10:00:00Z')).toBe('O-20260515-0001')
})

test('at once, no number is given twice or left out', async () => {
  const numbers = await Promise.all(Array.from({ length: 20 }, () => next('invoice', '2026-05-15T10:00:00Z')))
  const expected = Array.from({ length: 20 }, (_, n) => `I-20260515-${String(n + 1).padStart(4, '0')}`)
  expect(numbers.toSorted()).toEqual(expected)
})

test('what fails gives its number back', async () => {
  const at = new Date('2026-05-15T10:00:00Z')
  const failed = app.db.transaction(async (tx) => {
    await nextNumber(tx, workspaceId, 'shipment', at)
    throw new Error('failed later')
  })
  await expect(failed).rejects.toThrow('failed later')
  expect(await next('shipment', at.toISOString())).toBe('S-20260515-0001')
})

test('past 9999 it widens', async () => {
  const text = 'INSERT INTO counters (workspace_id, kind, day, n) VALUES ($1, $2, $3, $4)'
  await app.db.run({ text, values: [workspaceId, 'ncr', '20260515', 9_998] })
  expect(await next('ncr', '2026-05-15T10:00:00Z')).toBe('N-20260515-9999')
  expect(await next('ncr', '2026-05-15T10:00:00Z')).toBe('N-20260515-10000')
})
