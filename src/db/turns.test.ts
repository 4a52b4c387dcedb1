import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

/** Work that ends when it is told to, and notes when it began. */
function piece(begun: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<void>()
  return {
    end: resolve,
    work: () => {
      begun.push(name)
      return promise
    },
  }
}

test('statements run beside each other, a transaction alone, in the order they came', async () => {
  const turns = new Turns()
  const begun: string[] = []
  const [a, b, tx, c] = ['a', 'b', 'tx', 'c'].map((name) => piece(begun, name))
  if (!a || !b || !tx || !c) throw new Error('four pieces')
  const all = [turns.share(a.work), turns.share(b.work), turns.alone(tx.work), turns.share(c.work)]
  expect(begun).toEqual(['a', 'b'])
  a.end()
  await all[0]
  expect(begun).toEqual(['a', 'b'])
  b.end()
  await all[1]
  expect(begun).toEqual(['a', 'b', 'tx'])
  tx.end()
  await all[2]
  expect(begun).toEqual(['a', 'b', 'tx', 'c'])
  c.end()
  await all[3]
})

test('who fails leaves the way free', async () => {
  const turns = new Turns()
  await expect(turns.alone(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turns.alone(() => Promise.resolve('next'))).toBe('next')
})
