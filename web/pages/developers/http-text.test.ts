import { expect, test } from 'vitest'
import { readRequest } from './http-text.ts'

test('a request with its line, headers and body', () => {
  const text = 'POST /hook HTTP/1.1\r\nHost: a.example\r\nWebhook-Id:  7 \r\n\r\n{"id":7}\n\n'
  expect(readRequest(text)).toEqual({
    headers: { host: 'a.example', 'webhook-id': '7' },
    body: '{"id":7}\n\n',
  })
})

test('headers without a request line, as a log may have them', () => {
  expect(readRequest('\nwebhook-id: 7\n\nbody')).toEqual({ headers: { 'webhook-id': '7' }, body: 'body' })
})

test('headers alone have an empty body', () => {
  expect(readRequest('a: 1\nb: 2')).toEqual({ headers: { a: '1', b: '2' }, body: '' })
})

test.each(['', '{"id":7}', 'not a header', 'POST /hook HTTP/1.1'])('no request: %o', (text) => {
  expect(readRequest(text)).toBeNull()
})
