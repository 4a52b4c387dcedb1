import { expect, test } from 'vitest'
import { runBulk } from './run-bulk.ts'

test('part by part, with progress', async () => {
  const parts: (readonly number[])[] = []
  const progress: number[] = []
  const failed = await runBulk({
    items: [1, 2, 3, 4, 5],
    atOnce: 2,
    work: async (part) => parts.push(part),
    onProgress: (done) => progress.push(done),
  })
  expect([parts, progress, failed]).toEqual([[[1, 2], [3, 4], [5]], [2, 4, 5], []])
})

test('a part that fails is told with its reason, and the rest goes on', async () => {
  const failed = await runBulk({
    items: ['a', 'b', 'c'],
    atOnce: 1,
    work: async ([item]) => {
      if (item === 'b') throw new Error('no')
    },
    onProgress: () => {},
  })
  expect(failed).toEqual([{ item: 'b', reason: 'no' }])
})

test('nothing to do is done', async () => {
  expect(await runBulk({ items: [], atOnce: 5, work: () => Promise.reject(), onProgress: () => {} })).toEqual(
    [],
  )
})
