import type { OrderAnswer } from '../../contract/orders.ts'
import { formatMoney } from '../../domain/money.ts'
import type { Addressee, ShopOnPaper } from '../workspace/index.ts'
import { html } from './html.ts'
import {
  dayOf,
  dayOrNull,
  documentSums,
  formatCount,
  formatUnitPrice,
  notes,
  partCell,
  sums,
  table,
} from './pieces.ts'
import { sheet } from './sheet.ts'

const rowsOf = ({ lines, currency }: OrderAnswer) =>
  lines.map(
    (line, index) => html`<tr><td class="c">${index + 1}</td>${partCell(line, { notes: true })}
<td class="n">${formatCount(line.quantity)}</td><td class="n">${formatUnitPrice(line.unit_price, currency)}</td>
<td class="n">${formatMoney(line.total)}</td></tr>`,
  )

/** What the shop confirms that it makes. */
export const orderPaper = (shop: ShopOnPaper, addressee: Addressee, order: OrderAnswer): string =>
  sheet({
    shop,
    title: `Order confirmation ${order.order_no}`,
    marks: order.status === 'cancelled' ? ['cancelled'] : [],
    to: { label: 'Customer', addressee, address: addressee.billing_address },
    facts: [
      ['Order no.', order.order_no],
      ['Date', dayOf(shop, order.created_at)],
      ['Your PO', order.po_number],
      ['Quote', order.quote?.quote_no ?? null],
      ['Project', order.project_no],
      ['Ready by', dayOrNull(order.promised_at)],
    ],
    body: [
      table('Lines', ['No.', 'Part', '#Quantity', '#Unit price', '#Amount'], rowsOf(order)),
      sums(documentSums(order)),
      notes([
        ['Ship to', addressee.shipping_address],
        ['Note', order.note],
      ]),
    ],
  })
