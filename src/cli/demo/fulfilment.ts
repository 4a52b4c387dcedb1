import type { Client } from './client.ts'
import { dayAhead, type Order, priceOf, usd } from './quoting.ts'
import { terminal } from './terminal.ts'

/** Production, and a shipment of each of these quantities: `order.production_started`, `order.shipped` each time,
 * `order.delivered` with the last. */
export async function makeAndShip(shop: Client, order: Order, quantities: readonly number[]): Promise<void> {
  const [line] = order.lines
  await shop.post(`/orders/${order.id}/start-production`)
  terminal.step(`production of ${order.order_no} starts`)
  for (const [index, quantity] of quantities.entries()) {
    const shipment = await shop.post<{ id: string; shipment_no: string }>(`/orders/${order.id}/shipments`, {
      carrier: 'UPS',
      tracking_no: `1Z12345E020527168${index}`,
      lines: [{ order_line_id: line?.id, quantity }],
    })
    await shop.post(`/shipments/${shipment.id}/ship`)
    terminal.step(`${shipment.shipment_no} leaves with ${quantity} of ${line?.quantity} pieces`)
    await shop.post(`/shipments/${shipment.id}/deliver`)
  }
  terminal.step(`${order.order_no} is delivered`)
}

interface Invoice {
  id: string
  invoice_no: string
  total: { amount: number; currency: string }
}

/** The invoice, paid in parts of these amounts with the rest last: `invoice.issued`, `invoice.paid`. */
export async function billAndCollect(shop: Client, order: Order, parts: readonly number[]): Promise<void> {
  const draft = await shop.post<Invoice>('/invoices', { order_id: order.id, due_on: dayAhead(30) })
  const invoice = await shop.post<Invoice>(`/invoices/${draft.id}/issue`)
  terminal.step(`invoice ${invoice.invoice_no} over ${priceOf(invoice.total)}`)
  const rest = invoice.total.amount - parts.reduce((sum, part) => sum + part, 0)
  for (const amount of [...parts, rest]) {
    await shop.post(`/invoices/${invoice.id}/payments`, { amount: usd(amount), method: 'wire' })
    terminal.step(`${priceOf(usd(amount))} arrive by wire`)
  }
}
