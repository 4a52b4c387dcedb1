import { type Client, signUp } from '../../src/cli/demo/client.ts'

export interface BenchShop {
  customerId: number
  /** Acts with the tenant key. */
  erp: Record<string, string>
  owner: Client
}

/** A shop on plan enterprise with one customer, a tenant key, and one workspace webhook, through the API. */
export async function makeBenchShop(baseUrl: string, receiverUrl: string): Promise<BenchShop> {
  const password = 'bench-password'
  const owner = await signUp(baseUrl, {
    email: 'o@example.com',
    password,
    name: 'Owner',
    workspace: { name: 'Bench' },
  })
  await owner.client.patch('/workspace', { plan: 'enterprise' })
  const customer = await signUp(baseUrl, { email: 'c@example.com', password, name: 'Customer' })
  const key = await owner.client.post<{ secret: string }>('/api-keys', {
    name: 'bench',
    environment: 'production',
    scopes: ['api'],
  })
  await owner.client.post('/webhooks', { url: `${receiverUrl}/hook` })
  return { customerId: customer.userId, erp: { 'x-api-key': key.secret }, owner: owner.client }
}

/** The body of `POST /api/events` for one event of the shop's customer. */
export const shopNews = (shop: BenchShop, messageChars: number) => ({
  type: 'order.shipped',
  user_id: shop.customerId,
  data: { title: 'Your order shipped', message: 'x'.repeat(messageChars), project_no: 'P-20260515-0001' },
})
