import { notFound } from '../../contract/errors.ts'
import type { Db } from '../../db/port.ts'
import type { Actor } from '../../domain/access/principal.ts'
import type { InvoiceService } from '../invoices/index.ts'
import type { OrderService } from '../orders/index.ts'
import type { QuoteService } from '../quotes/index.ts'
import { type Addressee, findAddressee, findShopOnPaper, type ShopOnPaper } from '../workspace/index.ts'
import { invoicePaper } from './invoice-paper.ts'
import { orderPaper } from './order-paper.ts'
import { packingSlip } from './packing-slip.ts'
import { quotePaper } from './quote-paper.ts'

export interface PaperOptions {
  db: Db
  quotes: Pick<QuoteService, 'read'>
  orders: Pick<OrderService, 'read' | 'ofShipment'>
  invoices: Pick<InvoiceService, 'read'>
}

export type PaperService = ReturnType<typeof paperService>

/** Records as pages to print, HTML as text. Who reads a record reads its paper, and nobody else. */
export function paperService({ db, quotes, orders, invoices }: PaperOptions) {
  /** The shop of the record and to whom its paper goes. */
  async function address(
    { principal }: Actor,
    customerId: number,
  ): Promise<[shop: ShopOnPaper, addressee: Addressee]> {
    const { workspaceId } = principal
    return [await findShopOnPaper(db, workspaceId), await findAddressee(db, workspaceId, customerId)]
  }

  return {
    async quote(actor: Actor, id: string): Promise<string> {
      const quote = await quotes.read(actor, id)
      return quotePaper(...(await address(actor, quote.customer_id)), quote)
    },

    async order(actor: Actor, id: string): Promise<string> {
      const order = await orders.read(actor, id, ['quote'])
      return orderPaper(...(await address(actor, order.customer_id)), order)
    },

    async shipment(actor: Actor, id: string): Promise<string> {
      const order = await orders.ofShipment(actor, id)
      const shipment = order.shipments.find((one) => one.id === id)
      if (shipment === undefined) throw notFound()
      return packingSlip(...(await address(actor, order.customer_id)), order, shipment)
    },

    async invoice(actor: Actor, id: string): Promise<string> {
      const invoice = await invoices.read(actor, id, ['order'])
      return invoicePaper(...(await address(actor, invoice.customer_id)), invoice)
    },
  }
}
