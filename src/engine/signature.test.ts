import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it, test } from 'vitest'
import { newWebhookSecret, prepareKey, type SignedRequest, signHeaders } from './signature.ts'

interface Vector {
  name: string
  secret: string
  event_id: number
  timestamp: number
  raw_body: string
  headers: Record<string, string>
}

const vectorsPath = resolve(import.meta.dirname, '../../../shared/vectors/webhook-signatures.json')
const vectorsPresent = existsSync(vectorsPath)
if (!vectorsPresent) console.warn(`SKIPPED: the exact signature cases; there is no ${vectorsPath}`)
const vectors: Vector[] = vectorsPresent ? JSON.parse(readFileSync(vectorsPath, 'utf8')).vectors : []

const request = (secrets: readonly string[], over: Partial<SignedRequest> = {}): SignedRequest => {
  const all = secrets.map(prepareKey)
  return {
    eventId: 91428,
    eventType: 'order.shipped',
    audience: 'customer',
    body: '{"id":91428}',
    timestampSeconds: 1_778_842_800,
    primary: all[0] as (typeof all)[0],
    all,
    ...over,
  }
}

const asRecord = (flat: readonly string[]): Record<string, string> =>
  Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? '']] : [])))

const headersOf = (secrets: readonly string[], over: Partial<SignedRequest> = {}) =>
  asRecord(signHeaders(request(secrets, over)))

/** What the reference tells receivers to do. */
function accepts(rawBody: string, headers: Record<string, string>, secret: string): boolean {
  const given = headers['X-FabDigit-Signature']?.replace(/^sha256=/, '') ?? ''
  const expected = createHmac('sha256', secret).update(rawBody, 'utf8').digest('hex')
  return (
    given.length === expected.length &&
    timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(expected, 'hex'))
  )
}

/** What any library of Standard Webhooks does, at the time of the attempt. */
function standardAccepts(rawBody: string, headers: Record<string, string>, secret: string): boolean {
  // The library compares with the clock of now and takes no other; the signed time is far from it.
  const realNow = Date.now
  Date.now = () => Number(headers['webhook-timestamp']) * 1_000
  try {
    new Webhook(secret).verify(rawBody, headers)
    return true
  } catch {
    return false
  } finally {
    Date.now = realNow
  }
}

describe.skipIf(!vectorsPresent)('the exact cases', () => {
  it.each(vectors)('$name', (vector) => {
    const over = { eventId: vector.event_id, timestampSeconds: vector.timestamp, body: vector.raw_body }
    expect(headersOf([vector.secret], over)).toMatchObject(vector.headers)
    expect(headersOf([vector.secret], { ...over, body: Buffer.from(vector.raw_body) })).toMatchObject(
      vector.headers,
    )
    expect(accepts(vector.raw_body, vector.headers, vector.secret)).toBe(true)
  })
})

test('the headers stand in the order of the reference, those of Standard Webhooks after them', () => {
  const flat = signHeaders(request([newWebhookSecret()]))
  expect(flat.filter((_, i) => i % 2 === 0)).toEqual([
    'Content-Type',
    'User-Agent',
    'X-FabDigit-Signature',
    'X-FabDigit-Signature-Fingerprint',
    'X-FabDigit-Timestamp',
    'X-FabDigit-Event-Id',
    'X-FabDigit-Event-Type',
    'X-FabDigit-Audience',
    'webhook-id',
    'webhook-timestamp',
    'webhook-signature',
  ])
  expect(asRecord(flat)).toMatchObject({
    'Content-Type': 'application/json',
    'User-Agent': 'FabDigit-Webhook/1',
    'X-FabDigit-Event-Type': 'order.shipped',
    'X-FabDigit-Audience': 'customer',
  })
})

test('any body and any secret verify by both public ways, and nothing else does', () => {
  const secrets = fc.uint8Array({ minLength: 24, maxLength: 64 }).map((b) => newWebhookSecret(Buffer.from(b)))
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), secrets, fc.nat(), (body, secret, eventId) => {
      const headers = headersOf([secret], { body, eventId })
      expect(accepts(body, headers, secret)).toBe(true)
      expect(standardAccepts(body, headers, secret)).toBe(true)
      expect(accepts(`${body} `, headers, secret)).toBe(false)
      expect(standardAccepts(`${body} `, headers, secret)).toBe(false)
      expect(accepts(body, headers, newWebhookSecret())).toBe(false)
      expect(standardAccepts(body, { ...headers, 'webhook-id': `${eventId + 1}` }, secret)).toBe(false)
    }),
  )
})

test('during a rotation both secrets verify webhook-signature, the primary alone the plain one', () => {
  const [old, next] = [newWebhookSecret(), newWebhookSecret()]
  const body = '{"id":91428,"type":"order.shipped"}'
  const headers = headersOf([old, next], { body })
  expect(headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/)
  expect([old, next].map((secret) => standardAccepts(body, headers, secret))).toEqual([true, true])
  expect([old, next].map((secret) => accepts(body, headers, secret))).toEqual([true, false])
  expect(headers['X-FabDigit-Signature-Fingerprint']).toBe(prepareKey(old).fingerprint)
})

test('a body larger than any before it, then a small one: the shared buffer shows in neither', () => {
  const secret = newWebhookSecret()
  for (const body of ['…'.repeat(70_000), 'x'.repeat(300_000), 'é', ''].map((text) => JSON.stringify(text))) {
    for (const form of [body, Buffer.from(body)]) {
      const headers = headersOf([secret], { body: form })
      expect(accepts(body, headers, secret)).toBe(true)
      expect(standardAccepts(body, headers, secret)).toBe(true)
    }
  }
})

test('an id past 2^53 is signed as it stands', () => {
  const headers = headersOf([newWebhookSecret()], { eventId: '9223372036854775807' })
  expect(headers['webhook-id']).toBe('9223372036854775807')
})

test('a new secret is whsec_ and the base64 of 32 random bytes', () => {
  const secret = newWebhookSecret()
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  expect(newWebhookSecret()).not.toBe(secret)
  expect(prepareKey(secret).fingerprint).toBe(createHash('sha256').update(secret).digest('hex').slice(0, 12))
})

test.each(['', 'whsec_', 'pat_0123', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])(
  '%j is not a signing secret',
  (text) => {
    expect(() => prepareKey(text)).toThrow(RangeError)
  },
)
