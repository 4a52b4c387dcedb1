import { createHmac, timingSafeEqual } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, vi } from 'vitest'
import type { Credential, Person, Reply, TestApp } from '../../../test/harness/app.ts'
import { apiKey, bearer, mintApiKey, mintToken } from '../../../test/harness/credentials.ts'
import { startReceiver as listen, type Received } from '../../../test/harness/receiver.ts'

/** An address that may be called and that nobody in a test calls. */
export const publicUrl = 'https://93.184.215.14/hook'

/** The environment in which receivers on this machine may be called. */
export const localReceivers = { FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8' }

interface Answer {
  status: number
  headers?: Record<string, string>
  body?: string
}

/** A receiver on this machine, closed when the test ends. It answers as `answer` says for its nth request. */
export async function startReceiver(answer: (nth: number) => Answer | number = () => 204) {
  const receiver = await listen((_, response, nth) => {
    const given = answer(nth)
    const { status, headers, body } = typeof given === 'number' ? { status: given } : given
    response.writeHead(status, headers).end(body)
    return undefined
  })
  onTestFinished(() => receiver.close())
  return receiver
}

export type TestReceiver = Awaited<ReturnType<typeof startReceiver>>
type Signed = Pick<Received, 'headers' | 'body'>

/** As the reference verifies it (reference 001, "Verifying signatures"). */
export function verifiesPlain({ headers, body }: Signed, secret: string): boolean {
  const [scheme, provided = ''] = String(headers['x-fabdigit-signature']).split('=')
  const expected = createHmac('sha256', secret).update(body, 'utf8').digest()
  const given = Buffer.from(provided, 'hex')
  return scheme === 'sha256' && given.length === expected.length && timingSafeEqual(given, expected)
}

/** As a public library verifies it. It holds the timestamp against the real time. */
export function verifiesStandard({ headers, body }: Signed, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>)
    return true
  } catch {
    return false
  }
}

/** A new webhook, its secret included. */
export async function createWebhook(
  shop: TestApp,
  as: Credential,
  body: object = {},
): Promise<Reply['body']> {
  const reply = await shop.call('POST', '/webhooks', { as, body: { url: publicUrl, ...body } })
  expect(reply.status, reply.text).toBe(201)
  return reply.body
}

export const mintKey = async (
  shop: TestApp,
  owner: Person,
  scopes: readonly string[],
  environment = 'production',
): Promise<Credential> => apiKey((await mintApiKey(shop, owner, { environment, scopes })).secret)

export const mintPat = async (
  shop: TestApp,
  person: Person,
  scopes?: readonly string[],
): Promise<Credential> => bearer((await mintToken(shop, person, scopes && { scopes })).secret)

export const shippedEvent = (userId: number, data: object = {}) => ({
  type: 'order.shipped',
  user_id: userId,
  data: { title: 'Your order shipped', message: 'Tracking #1Z123…', project_no: 'P-20260515-0001', ...data },
})

/** Publishes one event with a tenant key. Returns its id. */
export async function publish(shop: TestApp, key: Credential, event: object): Promise<number> {
  const reply = await shop.call('POST', '/events', { as: key, body: event })
  expect(reply.status, reply.text).toBe(202)
  return reply.body.ids[0]
}

/** The deliveries of a webhook, newest first. */
export async function deliveriesOf(
  shop: TestApp,
  as: Credential,
  webhookId: string,
  query = '',
): Promise<Reply['body'][]> {
  const reply = await shop.call('GET', `/webhooks/${webhookId}/deliveries${query}`, { as })
  expect(reply.status, reply.text).toBe(200)
  return reply.body.data
}

/** Waits until the webhook's newest delivery has a status; returns it in full. */
export async function settled(
  shop: TestApp,
  as: Credential,
  webhookId: string,
  status: string,
): Promise<Reply['body']> {
  const newest = await eventually(async () => {
    const [delivery] = await deliveriesOf(shop, as, webhookId)
    expect(delivery?.status).toBe(status)
    return delivery
  })
  return (await shop.call('GET', `/webhooks/deliveries/${newest.id}`, { as })).body
}

/** Asks again until what it asks holds. */
export const eventually = <T>(ask: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(ask, { timeout: 10_000, interval: 20 })

/** The body of a refusal without what differs from request to request. */
export function refusal(reply: Reply): unknown {
  const { instance: _, ...rest } = reply.body
  return { status: reply.status, ...rest }
}
