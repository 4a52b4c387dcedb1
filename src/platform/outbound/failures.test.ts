import { describe, expect, test } from 'vitest'
import { connectFailure, dnsFailure, exchangeFailure } from './failures.ts'

const coded = (code: string, message = 'secret detail') => Object.assign(new Error(message), { code })

describe('connectFailure', () => {
  test.each([
    ['ECONNREFUSED', 'refused'],
    ['ETIMEDOUT', 'timeout_connect'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['EACCES', 'unreachable'],
    ['ECONNRESET', 'reset'],
    ['EMFILE', 'internal'],
    ['EADDRNOTAVAIL', 'internal'],
  ])('%s while connecting is %s', (code, expected) => {
    expect(connectFailure('h', 'tcp', coded(code)).code).toBe(expected)
  })

  test('of several addresses the most telling failure counts', () => {
    const all = new AggregateError([coded('ENETUNREACH'), coded('ECONNREFUSED'), coded('ETIMEDOUT')])
    expect(connectFailure('h', 'tcp', all).code).toBe('refused')
    expect(connectFailure('h', 'tcp', new AggregateError([coded('EMFILE'), coded('ENETUNREACH')])).code).toBe(
      'unreachable',
    )
  })

  test('everything during the handshake is tls, with the reason in words', () => {
    expect(connectFailure('h', 'tls', coded('CERT_HAS_EXPIRED'))).toEqual({
      code: 'tls',
      message: 'No secure connection to h: its certificate has expired.',
    })
    expect(connectFailure('h', 'tls', coded('ERR_SSL_ODD')).message).toContain('ERR_SSL_ODD')
    expect(connectFailure('h', 'tls', coded('ECONNRESET')).code).toBe('tls')
  })
})

describe('exchangeFailure', () => {
  test.each([
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['UND_ERR_SOCKET', 'reset'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'protocol'],
    ['UND_ERR_HEADERS_OVERFLOW', 'headers_too_large'],
    ['UND_ERR_INVALID_ARG', 'bad_header'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls'],
    ['ENOMEM', 'internal'],
    ['SOMETHING_NEW', 'internal'],
  ])('%s is %s', (code, expected) => {
    expect(exchangeFailure('h', coded(code), false).code).toBe(expected)
  })

  test('it says whether an answer had begun', () => {
    expect(exchangeFailure('h', coded('ECONNRESET'), false).message).toContain('before it answered')
    expect(exchangeFailure('h', coded('ECONNRESET'), true).message).toContain('in the middle of its answer')
  })

  test('what is not an error is ours', () => {
    for (const odd of [null, undefined, 'text', {}, { code: 7 }]) {
      expect(exchangeFailure('h', odd, false).code).toBe('internal')
    }
  })

  test('messages of unknown errors are not passed on', () => {
    expect(exchangeFailure('h', coded('SOMETHING_NEW'), false).message).not.toContain('secret')
  })
})

test('dnsFailure tells a missing name from a silent server', () => {
  expect(dnsFailure('h', coded('ENOTFOUND')).message).toBe('The name h does not resolve.')
  expect(dnsFailure('h', coded('EAI_AGAIN')).message).toContain('did not answer')
})
