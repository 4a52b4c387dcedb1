import type { Client } from './client.ts'
import { billAndCollect, makeAndShip } from './fulfilment.ts'
import { type Order, quoteAndAccept } from './quoting.ts'
import type { Buyer, Scene } from './scene.ts'
import { terminal } from './terminal.ts'

/** The event whose first delivery the receiver refuses. */
export const failingType = 'order.shipped'

/** A bad bore is found, and put right: `ncr.issued`, `ncr.resolved`. */
async function qualityFlag(shop: Client, buyer: Buyer, order: Order): Promise<void> {
  const ncr = await shop.post<{ id: string; ncr_no: string }>('/ncrs', {
    project_id: buyer.project.id,
    order_line_id: order.lines[0]?.id,
    severity: 'major',
    qty_affected: 3,
    description: 'Bore ⌀12.00 measured 12.07 on 3 pieces.',
  })
  terminal.step(`quality report ${ncr.ncr_no}: three bores are too wide`)
  await shop.post(`/ncrs/${ncr.id}/start`, { disposition: 'rework' })
  await shop.post(`/ncrs/${ncr.id}/resolve`, {
    root_cause: 'Worn reamer.',
    resolution: 'Reamer replaced; three pieces made anew.',
  })
  terminal.step(`${ncr.ncr_no} is resolved: made anew`)
}

/** A question and its answer, and a word in the general thread: `message.reply`, `message.general_reply`. */
async function talk(shop: Client, buyer: Buyer): Promise<void> {
  const thread = `/projects/${buyer.project.id}/messages`
  await buyer.account.post(thread, { body: 'Can you deburr the holes on both sides?' })
  terminal.step(`${buyer.name} asks something`)
  await shop.post(thread, { body: 'Charge it to no one, it takes a minute.', internal: true })
  await shop.post(thread, { body: 'Yes, at no cost. We start tomorrow.' })
  terminal.step('the shop answers; its internal note stays inside')
  await shop.post('/messages', { customer_id: buyer.id, body: 'Your payment terms are now 30 days.' })
}

/** The first job: two quantities quoted, a question, two shipments, a bad bore, two payments. */
async function platesForCarl(shop: Client, carl: Buyer): Promise<string[]> {
  const breaks = [
    { quantity: 50, unit_price: '29.750000', lead_time_days: 12 },
    { quantity: 100, unit_price: '26.400000', lead_time_days: 15 },
  ]
  const order = await quoteAndAccept(shop, carl, breaks, 'PO-7781')
  await talk(shop, carl)
  await makeAndShip(shop, order, [30, 20])
  await qualityFlag(shop, carl, order)
  await billAndCollect(shop, order, [50_000])
  return [
    ...['quote.ready', 'order.placed', 'message.reply', 'message.general_reply'],
    ...['order.production_started', 'order.shipped', 'order.shipped', 'order.delivered'],
    ...['ncr.issued', 'ncr.resolved', 'invoice.issued', 'invoice.paid'],
  ]
}

/** The second: quoted, made, shipped and paid in one piece. */
async function bracketsForCora(shop: Client, cora: Buyer): Promise<string[]> {
  const breaks = [{ quantity: 12, unit_price: '41.200000', lead_time_days: 8 }]
  const order = await quoteAndAccept(shop, cora, breaks, 'C-2044')
  await makeAndShip(shop, order, [12])
  await billAndCollect(shop, order, [])
  return [
    ...['quote.ready', 'order.placed', 'order.production_started', 'order.shipped', 'order.delivered'],
    ...['invoice.issued', 'invoice.paid'],
  ]
}

/**
 * Two jobs of a shop, from the request to the paid invoice, each step through the API as the shop's people and its
 * customers take it. Returns the types of the events that they cause.
 */
export const tellStory = async ({ shop, carl, cora }: Scene): Promise<string[]> => [
  ...(await platesForCarl(shop, carl)),
  ...(await bracketsForCora(shop, cora)),
]
