import { describe, expect, test } from 'vitest'
import { describeFailure } from './describe-failure.ts'
import type { OutboundErrorCode } from './exchange.ts'

const context = { host: 'hooks.example.com', timeoutMs: 10_000 }

describe('describeFailure', () => {
  test('says what happened and what to do', () => {
    expect(describeFailure('dns', null, context)).toEqual({
      class: 'dns',
      sentence: 'The name hooks.example.com does not resolve.',
      cure: 'Check the DNS record of the name.',
    })
    expect(describeFailure('timeout', null, context)?.sentence).toContain('within 10 s')
  })

  test.each<[OutboundErrorCode, string]>([
    ['dns', 'dns'],
    ['refused', 'refused'],
    ['unreachable', 'unreachable'],
    ['reset', 'reset'],
    ['tls', 'tls'],
    ['timeout_connect', 'timeout'],
    ['timeout', 'timeout'],
    ['timeout_body', 'timeout'],
    ['blocked_target', 'blocked'],
    ['bad_url', 'blocked'],
    ['headers_too_large', 'too_large'],
    ['protocol', 'protocol'],
    ['bad_header', 'internal'],
    ['busy', 'internal'],
    ['internal', 'internal'],
  ])('%s is of class %s, in whole sentences', (code, kind) => {
    const text = describeFailure(code, null, context)
    expect(text?.class).toBe(kind)
    expect(text?.sentence).toMatch(/^[^{}]+\.$/)
    expect(text?.cure).toMatch(/^[^{}]+\.$/)
  })

  test('an error outweighs the status that came with it', () => {
    expect(describeFailure('timeout_body', 200, context)?.class).toBe('timeout')
  })

  test.each([
    [199, 'protocol'],
    [301, 'redirect'],
    [304, 'redirect'],
    [400, 'client_error'],
    [404, 'client_error'],
    [410, 'client_error'],
    [429, 'client_error'],
    [500, 'server_error'],
    [503, 'server_error'],
    [600, 'protocol'],
  ])('status %i is of class %s and is named', (status, kind) => {
    const text = describeFailure(null, status, context)
    expect(text?.class).toBe(kind)
    expect(text?.sentence).toContain(String(status))
  })

  test.each([200, 201, 204, 299])('status %i is no failure', (status) => {
    expect(describeFailure(null, status, context)).toBeNull()
  })
})
