import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../../test/harness/app.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import type { InboxItem } from '../../contract/inbox.ts'
import { archiveEvents } from './index.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop({ start: false })
})
afterAll(() => shop.close())

async function publish(person: Person, titles: readonly string[]): Promise<number[]> {
  const events = titles.map((title) => ({
    type: 'order.shipped',
    user_id: person.userId,
    data: { title, message: 'm', project_no: 'P-1', url: 'https://x.example/1' },
  }))
  return (await shop.call('POST', '/events', shop.keys.api, { events })).body.ids
}

const inboxOf = async ({ credential }: Person, query = '') =>
  (await shop.call('GET', `/inbox${query}`, credential)).body as { data: InboxItem[]; unread_count: number }

/** What retention does with a day; `drop: false` for events that a delivery still waits for. */
const retire = (fromId: number, toId: number, { drop = true } = {}) =>
  shop.app.db.transaction(async (tx) => {
    const copied = await archiveEvents(tx, { fromId, toId })
    if (drop) await tx.run({ text: 'DELETE FROM events WHERE id <= $1', values: [toId] })
    return copied
  })

test('an inbox reads the same before and after its events are dropped', async () => {
  const anna = await shop.app.customer('north')
  const ids = await publish(anna, ['A', 'B', 'C', 'D'])
  await shop.call('POST', '/inbox/read-all', anna.credential)
  ids.push(...(await publish(anna, ['E', 'F', 'G'])))
  const [, f] = (await inboxOf(anna)).data
  await shop.call('POST', `/inbox/${f?.id}/read`, anna.credential)
  const before = await inboxOf(anna)
  expect(before.data.map(({ read_at }) => read_at !== null)).toEqual([
    ...[false, true, false],
    ...[true, true, true, true],
  ])

  const [first = 0, , , fourth = 0, , sixth = 0] = ids
  for (const [from, to, drop] of [
    [first, fourth, true],
    [fourth + 1, sixth, false],
  ] as const) {
    await retire(from, to, { drop })
    expect(await inboxOf(anna)).toEqual(before)
    expect(await inboxOf(anna, '?unread=true&project_no=P-1')).toMatchObject({
      unread_count: 2,
      data: [{ title: 'G' }, { title: 'E' }],
    })
  }
  const marks = await shop.app.db.rows({
    text: 'SELECT event_id AS id FROM inbox_reads UNION ALL SELECT read_through FROM inbox_marks',
    values: [],
  })
  expect(marks).toEqual([])

  const e = before.data.find(({ title }) => title === 'E')
  expect((await shop.call('POST', `/inbox/${e?.id}/read`, anna.credential)).body.read_at).not.toBeNull()
  expect((await inboxOf(anna)).unread_count).toBe(1)
})

test('a range can be archived again, and nothing is there twice', async () => {
  const anna = await shop.app.customer('north')
  const ids = await publish(anna, ['A', 'B'])
  const [from = 0, to = 0] = ids
  expect(await retire(from, to, { drop: false })).toBe(2)
  expect(await retire(from, to)).toBe(2)
  expect((await inboxOf(anna)).data.map(({ title }) => title)).toEqual(['B', 'A'])
})

test('more than one batch, of whoever still belongs to the shop', async () => {
  const anna = await shop.app.customer('north')
  const gone = await shop.app.customer('north')
  const titles = Array.from({ length: 450 }, (_, n) => `Item ${n}`)
  const [from = 0] = await publish(anna, titles)
  const [to = 0] = await publish(gone, ['Nobody reads it'])
  await shop.app.db.run({
    text: 'DELETE FROM user_organizations WHERE user_id = $1',
    values: [gone.userId],
  })
  expect(await retire(from, to)).toBe(450)
  const { data } = await inboxOf(anna, '?limit=200')
  expect(data.map(({ title }) => title)).toEqual(titles.toReversed().slice(0, 200))
})
