import type { OrderAnswer } from '../../contract/orders.ts'
import type { ShipmentAnswer } from '../../contract/shipments.ts'
import type { Addressee, ShopOnPaper } from '../workspace/index.ts'
import { html } from './html.ts'
import { dayOf, formatCount, partCell, table } from './pieces.ts'
import { sheet } from './sheet.ts'

function rowsOf(order: OrderAnswer, shipment: ShipmentAnswer) {
  const packed = new Map(shipment.lines.map((line) => [line.order_line_id, line.quantity]))
  return order.lines
    .filter(({ id }) => packed.has(id))
    .map(
      (line, index) => html`<tr><td class="c">${index + 1}</td>${partCell(line)}
<td class="n">${formatCount(line.quantity)}</td><td class="n"><strong>${formatCount(packed.get(line.id) ?? 0)}</strong></td></tr>`,
    )
}

/** What goes into the box: pieces and no prices, for whoever unpacks it need not know them. */
export const packingSlip = (
  shop: ShopOnPaper,
  addressee: Addressee,
  order: OrderAnswer,
  shipment: ShipmentAnswer,
): string =>
  sheet({
    shop,
    title: `Packing slip ${shipment.shipment_no}`,
    marks: shipment.status === 'returned' ? ['returned'] : [],
    to: {
      label: 'Ship to',
      addressee,
      address: addressee.shipping_address || addressee.billing_address,
    },
    facts: [
      ['Shipment', shipment.shipment_no],
      ['Date', dayOf(shop, shipment.shipped_at ?? shipment.created_at)],
      ['Order', order.order_no],
      ['Your PO', order.po_number],
      ['Project', order.project_no],
      ['Carrier', shipment.carrier],
      ['Tracking', shipment.tracking_no],
    ],
    body: [
      table('Contents', ['No.', 'Part', '#Ordered', '#In this shipment'], rowsOf(order, shipment)),
      html`<div class="signature">Received: date, name, signature</div>`,
    ],
  })
