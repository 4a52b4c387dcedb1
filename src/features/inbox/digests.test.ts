import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchLength, type Digest, digestsOf, inGroups, isMailed, mostTold } from './digests.ts'
import type { EventHead } from './event-mail-store.ts'

const head = (members: Partial<EventHead> = {}): EventHead => ({
  id: 1,
  workspace_id: 'w',
  user_id: 1,
  type: 'order.shipped',
  is_test: false,
  ...members,
})
const reader = (id: number, muted: string[] = []) => ({
  workspace_id: 'w',
  id,
  email: `${id}@example.com`,
  name: 'Ada',
  muted_mail: muted,
})

test.each([
  [{ type: 'order.shipped' }, true],
  [{ type: 'message.general_reply' }, true],
  [{ type: 'order.shipped', is_test: true }, false],
  [{ type: 'security.new_login' }, false],
  [{ type: 'account.deleted' }, false],
  [{ type: 'webhook.test' }, false],
  [{ type: 'order.of_a_later_version' }, false],
])('%j is mailed: %s', (members, mailed) => {
  expect(isMailed(head(members))).toBe(mailed)
})

describe('a batch', () => {
  test('is all of it where few people are concerned', () => {
    expect(batchLength(Array.from({ length: 2_000 }, (_, n) => head({ user_id: n % 200 })))).toBe(2_000)
  })

  test('ends before the person that is one too many', () => {
    expect(batchLength(Array.from({ length: 2_000 }, (_, n) => head({ user_id: n })))).toBe(200)
    const quiet = Array.from({ length: 300 }, (_, n) => head({ user_id: n, is_test: true }))
    expect(batchLength([...quiet, head()])).toBe(301)
  })
})

describe('digests', () => {
  test('each has its person’s events, in order, without the muted', () => {
    const heads = [
      head({ id: 1 }),
      head({ id: 2, user_id: 2 }),
      head({ id: 3, type: 'quote.ready' }),
      head({ id: 4, workspace_id: 'other' }),
      head({ id: 5, user_id: 3 }),
    ]
    const digests = digestsOf(heads, [reader(1, ['order']), reader(2), reader(4)])
    expect(digests.map(({ reader: { id }, eventIds, more }) => [id, eventIds, more])).toEqual([
      [1, [3], 0],
      [2, [2], 0],
    ])
  })

  test('tell the first, and count the rest', () => {
    const heads = Array.from({ length: 50 }, (_, n) => head({ id: n + 1 }))
    const [digest] = digestsOf(heads, [reader(1)])
    expect([digest?.eventIds.length, digest?.more]).toEqual([mostTold, 50 - mostTold])
  })

  test('are grouped without loss, no group larger than what is read at once', () => {
    const digest = fc
      .integer({ min: 1, max: mostTold })
      .map(
        (length): Digest => ({ reader: reader(1), eventIds: Array.from({ length }, (_, n) => n), more: 0 }),
      )
    fc.assert(
      fc.property(fc.array(digest, { maxLength: 60 }), (digests) => {
        const groups = inGroups(digests)
        expect(groups.flat()).toEqual(digests)
        for (const group of groups)
          expect(group.flatMap(({ eventIds }) => eventIds).length).toBeLessThanOrEqual(200)
      }),
    )
  })
})
