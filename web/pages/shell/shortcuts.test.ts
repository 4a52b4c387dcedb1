import { expect, test } from 'vitest'
import { type GoTo, type Key, ShortcutReader } from './shortcuts.ts'

const goTos: GoTo[] = [{ letter: 'i', label: 'Inbox', to: '/inbox' }]
const press = (key: string, members: Partial<Key> = {}): Key => ({
  key,
  isMod: false,
  isAlt: false,
  isTyping: false,
  atMs: 0,
  ...members,
})
const readAll = (keys: Key[], singleKeys = true) => {
  const reader = new ShortcutReader()
  return keys.map((key) => reader.read(key, goTos, singleKeys))
}

test('Mod+K opens the palette, also while one types and with single keys off', () => {
  const key = press('k', { isMod: true, isTyping: true })
  expect(readAll([key, press('K', { isMod: true })], false)).toEqual([
    { kind: 'palette' },
    { kind: 'palette' },
  ])
})

test.each([
  ['/', { kind: 'search' }],
  ['?', { kind: 'help' }],
  ['k', null],
  ['i', null],
])('%s', (key, read) => {
  expect(readAll([press(key)])).toEqual([read])
  expect(readAll([press(key, { isTyping: true })])).toEqual([null])
  expect(readAll([press(key, { isAlt: true })])).toEqual([null])
  expect(readAll([press(key)], false)).toEqual([null])
})

test('g and a letter within a moment lead to a page', () => {
  expect(readAll([press('g'), press('i', { atMs: 1_500 })])).toEqual([null, { kind: 'go', to: '/inbox' }])
  expect(readAll([press('g'), press('i', { atMs: 1_501 })])).toEqual([null, null])
  expect(readAll([press('g'), press('x'), press('i')])).toEqual([null, null, null])
  expect(readAll([press('g'), press('i', { isTyping: true }), press('i')])[1]).toBeNull()
})
