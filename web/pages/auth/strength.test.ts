import { expect, test } from 'vitest'
import { strengthOf } from './strength.ts'

test.each([
  ['', 'short'],
  ['seven77', 'short'],
  ['password1', 'weak'],
  ['MyPassword2026!', 'weak'],
  ['aaaaaaaaaaaaaaaa', 'weak'],
  ['brackets', 'weak'],
  ['Brackets7', 'fair'],
  ['brackets 77', 'good'],
  ['correct horse battery', 'good'],
] as const)('%j is %s', (password, strength) => {
  expect(strengthOf(password)).toBe(strength)
})

test('what is known of the person makes it weak, unless there is much more of it', () => {
  expect(strengthOf('Lovelace1815', ['Ada Lovelace'])).toBe('weak')
  expect(strengthOf('ada.l@example', ['ada@shop.example'])).toBe('weak')
  expect(strengthOf('four words and Lovelace', ['Ada Lovelace'])).toBe('good')
})
