import { describe, expect, test } from 'vitest'
import { createLog, redact } from './log.ts'

const pat = `pat_${'0123456789abcdef'.repeat(4)}`
const key = `fwk_${'0123456789abcdef'.repeat(4)}`
const webhook = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const cookie = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"sid":"1"}').toString('base64url')}.c2lnbmF0dXJl`
const secrets = [pat, key, webhook, cookie]

describe('redact', () => {
  test.each(secrets)('takes %s out of any text', (secret) => {
    for (const text of [
      secret,
      `x${secret}`,
      `"${secret}"`,
      `a=${secret}&b`,
      `${secret}${secret}`,
      `_${secret}_`,
    ])
      expect(redact(text)).not.toContain(secret.slice(6, -6))
  })

  test('says of what kind it was', () => {
    expect(redact(`token ${pat}, key ${key}, ${webhook}`)).toBe(
      'token pat_[redacted], key fwk_[redacted], whsec_[redacted]',
    )
  })

  test('leaves the rest alone', () => {
    for (const text of ['pat_01234567', 'a pattern', 'whsec_', 'eyJ.eyJ.', '0'.repeat(64)])
      expect(redact(text)).toBe(text)
  })
})

describe('the log', () => {
  const logged = (write: (log: ReturnType<typeof createLog>) => void): string[] => {
    const lines: string[] = []
    write(createLog('trace', { write: (line: string) => void lines.push(line) }))
    return lines
  }

  test('is one JSON object per line, with the time', () => {
    const [line = ''] = logged((log) => log.info({ route: '/x\n' }, 'request'))
    expect(line.match(/\n/g)).toHaveLength(1)
    expect(JSON.parse(line)).toMatchObject({ level: 30, route: '/x\n', msg: 'request' })
    expect(JSON.parse(line).time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  })

  test.each(secrets)('keeps %s wherever it stands', (secret) => {
    const lines = logged((log) => {
      log.info(`with ${secret}`)
      log.info({ deep: { er: [{ value: secret }] } })
      log.error({ err: new Error(`refused ${secret}`, { cause: new Error(secret) }) }, 'failed')
      log.child({ of: secret }).warn({ [secret]: 1 }, secret)
    })
    expect(lines).toHaveLength(4)
    expect(lines.join()).not.toContain(secret.slice(6, -6))
  })

  test('keeps members that are secrets by name', () => {
    const members = {
      password: 'swordfish',
      secret: 'swordfish',
      authorization: 'swordfish',
      cookie: 'swordfish',
    }
    const lines = logged((log) => {
      log.info(members)
      log.info({ body: { password: 'swordfish', secret: 'swordfish' } })
    })
    expect(lines.join()).not.toContain('swordfish')
  })

  test('is silent when told so', () => {
    const lines: string[] = []
    createLog('silent', { write: (line: string) => void lines.push(line) }).fatal('x')
    expect(lines).toEqual([])
  })
})
