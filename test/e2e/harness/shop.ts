import { type Api, apiKey, bearer, cookieOf, expectStatus } from './http.ts'
import type { Site } from './site.ts'

export const password = 'correct horse'

export interface Webhook {
  id: string
  secret: string
  fingerprint: string
}

/** A shop on plan enterprise with one customer, made through the API. */
export interface Shop {
  owner: Api
  customer: Api
  customerId: number
  /** The customer's programs, with a personal access token of full scope. */
  pat: Api
  /** The shop's ERP, with a tenant key of both scopes. */
  erp: Api
  /** The secret of that key. */
  key: string
}

export async function openShop({ api }: Pick<Site, 'api'>): Promise<Shop> {
  const signUp = async (body: object) => {
    const reply = await api.post('/auth/sign-up', { password, ...body })
    return { id: expectStatus(reply, 201).user.id as number, api: api.as(cookieOf(reply)) }
  }
  const owner = await signUp({ email: 'owner@example.com', name: 'Olga', workspace: { name: 'Northwind' } })
  expectStatus(await owner.api.patch('/workspace', { plan: 'enterprise' }), 200)
  const customer = await signUp({ email: 'customer@example.com', name: 'Carl' })
  const grant = { name: 'ERP', environment: 'production', scopes: ['api', 'admin'] }
  const key: string = expectStatus(await owner.api.post('/api-keys', grant), 201).secret
  const token = await customer.api.post('/tokens', { name: 'CI' })
  return {
    owner: owner.api,
    customer: customer.api,
    customerId: customer.id,
    pat: api.as(bearer(expectStatus(token, 201).secret)),
    erp: api.as(apiKey(key)),
    key,
  }
}

export async function subscribe(who: Api, url: string, members: object = {}): Promise<Webhook> {
  return expectStatus(await who.post('/webhooks', { url, ...members }), 201)
}

/** An event that the shop publishes. */
export const news = (shop: Shop, message = 'On its way') => ({
  type: 'order.shipped',
  user_id: shop.customerId,
  data: { title: 'Your order shipped', message, project_no: 'P-20260515-0001' },
})

/** Publishes one event (or several) and returns the ids. */
export async function publish(shop: Shop, count = 1): Promise<number[]> {
  const events = Array.from({ length: count }, (_, index) =>
    news(shop, `Parcel ${index + 1} of ${count} · 小包`),
  )
  const body = count === 1 ? (events[0] as object) : { events }
  return expectStatus(await shop.erp.post('/events', body), 202).ids
}

/** A delivery as the log's list shows it. */
export interface LoggedDelivery {
  id: string
  event: { id: number; type: string }
  status: string
  attempt_count: number
  next_attempt_at: string | null
  attempts: { number: number; error: { code: string; message: string } | null }[]
}

/** The whole delivery log of a webhook, newest first. */
export async function readLog(who: Api, webhookId: string, status?: string): Promise<LoggedDelivery[]> {
  const found: LoggedDelivery[] = []
  const filter = status === undefined ? '' : `&status=${status}`
  let cursor: string | null = null
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page = expectStatus(
      await who.get(`/webhooks/${webhookId}/deliveries?limit=200${filter}${from}`),
      200,
    )
    found.push(...page.data)
    cursor = page.next_cursor
  } while (cursor !== null)
  return found
}
