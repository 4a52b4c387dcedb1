import { expect, test } from 'vitest'
import type { OutboundErrorCode } from '../../platform/outbound/index.ts'
import { explainFailure } from './failures.ts'

const explain = (status: number | null, code: string | null = null, message: string | null = null) =>
  explainFailure({ status, code, message }, 10_000)

test.each([200, 201, 204, 299])('%i is no failure', (status) => {
  expect(explain(status)).toBeNull()
})

test.each([
  [301, 'http_redirect'],
  [400, 'http_client_error'],
  [410, 'http_client_error'],
  [429, 'http_client_error'],
  [500, 'http_server_error'],
  [599, 'http_server_error'],
  [600, 'http_protocol'],
])('%i is %s, with a sentence and a cure', (status, code) => {
  const failure = explain(status)
  expect(failure?.code).toBe(code)
  expect(failure?.message).toMatch(/^The receiver answered .*\b\d{3}\b.*\. [A-Z].*\.$/)
})

test('what was noted at the time is said as it was, with the cure behind it', () => {
  expect(explain(null, 'tls', 'No secure connection to a.example: its certificate has expired.')).toEqual({
    code: 'tls',
    message:
      'No secure connection to a.example: its certificate has expired. ' +
      'Check that the certificate is valid, issued for this name and sent with its intermediate certificates.',
  })
})

test('an answer of 200 that broke off is a failure', () => {
  expect(explain(200, 'timeout_body', 'It did not finish.')).toMatchObject({ code: 'timeout_body' })
})

test('what failed on our side names its cure itself', () => {
  expect(explain(null, 'internal', 'It failed here. Redeliver it.')).toEqual({
    code: 'internal',
    message: 'It failed here. Redeliver it.',
  })
})

/** Every code there is, or this does not compile. */
const codes: Record<OutboundErrorCode, true> = {
  dns: true,
  refused: true,
  unreachable: true,
  reset: true,
  tls: true,
  timeout_connect: true,
  timeout: true,
  timeout_body: true,
  blocked_target: true,
  bad_url: true,
  headers_too_large: true,
  protocol: true,
  bad_header: true,
  busy: true,
  internal: true,
}

test.each(Object.keys(codes).filter((code) => code !== 'internal'))(
  '%s: what happened, and what to do about it',
  (code) => {
    const failure = explain(null, code)
    expect(failure?.code).toBe(code)
    // Two sentences or more; nothing left to fill in.
    expect(failure?.message).toMatch(/^[A-Z].*\. [A-Z].*\.$/)
    expect(failure?.message).not.toMatch(/[{}]|undefined/)
  },
)
