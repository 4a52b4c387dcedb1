import { describe, expect, test } from 'vitest'
import { createLog } from '../src/platform/log.ts'
import { LogWatch } from './harness/log-watch.ts'

const watching = () => {
  const watch = new LogWatch()
  watch.sent({
    email: 'a@example.com',
    password: 'correct horse',
    nested: { token: 'link-token-0123456789' },
  })
  watch.received({ backup_codes: ['abcd-efgh-1'], secret: 'seed"with"quotes' }, [
    'fabwire=cookie-value-1; Path=/',
  ])
  return watch
}

describe('the search for secrets in the log', () => {
  test.each([
    ['a password that was sent', 'correct horse'],
    ['a token of a nested member', 'link-token-0123456789'],
    ['a backup code', 'abcd-efgh-1'],
    ['a secret with quotes, as JSON writes it', 'seed"with"quotes'],
    ['a cookie', 'cookie-value-1'],
    ['a token that nobody noted', `pat_${'a'.repeat(64)}`],
    ['a webhook secret', `whsec_${'A'.repeat(43)}=`],
    ['a session', 'eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl'],
    ['a password hash', '$argon2id$v=19$m=19456'],
    ['a link of a mail', 'http://localhost:3000/invitations/0123456789abcdef0123'],
    ['what only the net of the log caught', 'pat_[redacted]'],
  ])('finds %s', (_, secret) => {
    const line = `${JSON.stringify({ level: 30, note: secret })}\n`
    expect(watching().leaks(['{"level":30}\n', line])).toMatchObject([{ line }])
    expect(() => watching().assertClean([line])).toThrow('hold a secret')
  })

  test('finds one that the log was given, although the log takes it out', () => {
    const lines: string[] = []
    createLog('info', { write: (line: string) => void lines.push(line) }).info({
      note: `fwk_${'0'.repeat(64)}`,
    })
    expect(watching().leaks(lines)).toHaveLength(1)
  })

  test('lets the rest pass', () => {
    expect(watching().leaks(['{"email":"a@example.com","prefix":"pat_01234567"}\n'])).toEqual([])
  })
})
