import type { Client } from './client.ts'
import type { Buyer } from './scene.ts'
import { terminal } from './terminal.ts'

/** Money on the wire. */
export const usd = (amount: number) => ({ amount, currency: 'USD' })

export const priceOf = ({ amount }: { amount: number }): string =>
  (amount / 100).toLocaleString('en', { style: 'currency', currency: 'USD' })

const dayMs = 86_400_000

/** The calendar day some days from now, as `2026-05-15`. */
export const dayAhead = (days: number): string =>
  new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)

interface Quote {
  id: string
  quote_no: string
  lines: { id: string; part_name: string }[]
}

export interface Order {
  id: string
  order_no: string
  total: { amount: number; currency: string }
  lines: { id: string; quantity: number }[]
}

/** Quantities with their unit prices, as the shop works them out. */
export type Breaks = readonly { quantity: number; unit_price: string; lead_time_days: number }[]

/** From the request through the shop's prices to the accepted order: `quote.ready`, `order.placed`. */
export async function quoteAndAccept(shop: Client, buyer: Buyer, breaks: Breaks, poNumber: string) {
  const quote = await buyer.client.post<Quote>('/quotes', {
    project_id: buyer.project.id,
    note: 'Please quote both quantities.',
    lines: [
      {
        part_name: buyer.partName,
        file_id: buyer.fileId,
        process: 'Laser cutting and milling',
        material: 'Aluminium 5083',
        finish: 'Anodised, natural',
        tolerance: 'ISO 2768-m',
        quantities: breaks.map(({ quantity }) => quantity),
      },
    ],
  })
  const quantities = breaks.map(({ quantity }) => quantity).join(' and ')
  terminal.step(`${buyer.name} asks for a quote over ${quantities} pieces: ${quote.quote_no}`)

  await shop.put(`/quotes/${quote.id}/pricing`, {
    currency: 'USD',
    valid_until: dayAhead(30),
    lines: quote.lines.map(({ id }) => ({ line_id: id, breaks })),
    charges: [
      { kind: 'setup', label: 'Fixture', amount: usd(12_500) },
      { kind: 'tax', label: 'Sales tax', amount: usd(9_800) },
    ],
  })
  await shop.post(`/quotes/${quote.id}/ready`)
  terminal.step(
    `the shop prices it at ${breaks.map(({ unit_price }) => Number(unit_price)).join(' and ')} USD a piece`,
  )

  const order = await buyer.account.post<Order>(`/quotes/${quote.id}/accept`, {
    selections: quote.lines.map(({ id }) => ({ line_id: id, quantity: breaks[0]?.quantity })),
    po_number: poNumber,
  })
  terminal.step(`${buyer.name} accepts: order ${order.order_no} over ${priceOf(order.total)}`)
  return order
}
