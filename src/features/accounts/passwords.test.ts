import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './passwords.ts'

test('a password fits its own hash only', async () => {
  const hash = await hashPassword('correct horse')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await verifyPassword(hash, 'correct horse')).toBe(true)
  for (const wrong of ['', 'correct hors', 'correct horse ', 'Correct horse', 'correct\0horse'])
    expect(await verifyPassword(hash, wrong)).toBe(false)
})

test('the same password is hashed to another text each time', async () => {
  expect(await hashPassword('correct horse')).not.toBe(await hashPassword('correct horse'))
})

test('without an account nothing fits, not even the decoy’s own password', async () => {
  for (const guess of ['', 'correct horse', 'no account has this password'])
    expect(await verifyPassword(undefined, guess)).toBe(false)
})

test('characters that look alike are different passwords, and long ones count whole', async () => {
  const long = 'x'.repeat(255)
  const hash = await hashPassword(`${long}a`)
  expect(await verifyPassword(hash, `${long}b`)).toBe(false)
  expect(await verifyPassword(await hashPassword('пароль-пароль'), 'пароль-пароль')).toBe(true)
})
