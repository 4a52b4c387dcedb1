import { describe, expect, test, vi } from 'vitest'
import { Problem } from '../../contract/errors.ts'
import { ManualClock } from '../../platform/clock.ts'
import { SignInLimits } from './sign-in-limits.ts'

const wrong = async () => {
  throw new Problem('invalid_credentials')
}
const right = async () => 'in'
const broken = async () => {
  throw new Error('the database is gone')
}

function start() {
  const clock = new ManualClock('2026-05-15T11:00:00Z')
  const limits = new SignInLimits(clock)
  const outcome = (work: () => Promise<unknown>, account = 'a@example.com', address = '198.51.100.1') =>
    limits.signIn({ account, address }, work).then(
      () => {
        limits.trust(account, address)
        return 'in'
      },
      (error) => (error instanceof Problem ? error.code : 'error'),
    )
  return { clock, limits, outcome }
}

describe('guesses', () => {
  test('count only when they were wrong', async () => {
    const { outcome } = start()
    for (let i = 0; i < 30; i++) expect(await outcome(right)).toBe('in')
    for (let i = 0; i < 30; i++) expect(await outcome(broken)).toBe('error')
    for (let i = 0; i < 10; i++) expect(await outcome(wrong)).toBe('invalid_credentials')
    expect(await outcome(right)).toBe('rate_limited')
  })

  test('do not run once refused', async () => {
    const { outcome } = start()
    for (let i = 0; i < 10; i++) await outcome(wrong)
    const work = vi.fn(right)
    expect(await outcome(work)).toBe('rate_limited')
    expect(work).not.toHaveBeenCalled()
  })

  test('count together for one account in any spelling and for one network', async () => {
    const { outcome } = start()
    const spellings = ['a@example.com', ' A@Example.com ', 'A@EXAMPLE.COM']
    const addresses = ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::']
    for (let i = 0; i < 10; i++) await outcome(wrong, spellings[i % 3], addresses[i % 3])
    expect(await outcome(right, 'a@example.com', '2001:db8::9')).toBe('rate_limited')
    expect(await outcome(right, 'b@example.com', '2001:db8::9')).toBe('in')
    expect(await outcome(right, 'a@example.com', '2001:db8:0:1::9')).toBe('in')
  })

  test('from many networks share the account’s bucket; where its owner was before stays open', async () => {
    const { outcome } = start()
    expect(await outcome(right, 'a@example.com', '203.0.113.1')).toBe('in')
    for (let i = 0; i < 50; i++) await outcome(wrong, 'a@example.com', `198.18.0.${i}`)
    expect(await outcome(right, 'a@example.com', '198.18.1.1')).toBe('rate_limited')
    expect(await outcome(right, 'a@example.com', '203.0.113.1')).toBe('in')
    expect(await outcome(right, 'b@example.com', '198.18.1.1')).toBe('in')
  })

  test('that are refused take nothing from the other buckets', async () => {
    const { outcome, clock } = start()
    for (let i = 0; i < 500; i++) await outcome(wrong)
    expect(await outcome(right, 'b@example.com')).toBe('in')
    clock.advance(5 * 60_000)
    expect(await outcome(right)).toBe('in')
  })

  test('tell how long to wait', async () => {
    const { limits, outcome } = start()
    for (let i = 0; i < 10; i++) await outcome(wrong)
    await expect(
      limits.signIn({ account: 'a@example.com', address: '198.51.100.1' }, right),
    ).rejects.toMatchObject({
      options: { headers: { 'retry-after': '30' } },
    })
  })
})

describe('sign-ups', () => {
  const taken = async () => {
    throw new Problem('email_taken')
  }

  test('are bounded by those that were refused, not by those that were not', async () => {
    const { limits } = start()
    const from = (address: string, work: () => Promise<unknown>) =>
      limits.signUp('a@example.com', address, work).then(
        () => 'in',
        (error: Problem) => error.code,
      )
    for (let i = 0; i < 100; i++) expect(await from('198.51.100.1', right)).toBe('in')
    for (let i = 0; i < 20; i++) expect(await from('198.51.100.1', taken)).toBe('email_taken')
    expect(await from('198.51.100.1', right)).toBe('rate_limited')
    expect(await from('198.51.100.2', right)).toBe('in')
  })

  test('make their network known to their account', async () => {
    const { limits, outcome } = start()
    await limits.signUp('A@example.com ', '203.0.113.1', right)
    for (let i = 0; i < 50; i++) await outcome(wrong, 'a@example.com', `198.18.0.${i}`)
    expect(await outcome(right, 'a@example.com', '203.0.113.1')).toBe('in')
  })
})
