/** An event as an ERP publishes it, without whom it concerns. */
export interface StoryEvent {
  type: string
  data: { title: string; message: string; project_no: string; [member: string]: unknown }
}

/** The life of one order, from the quote to the paid invoice, as the shop's ERP would tell it. */
export function storyOf(projectNo: string, day: string): StoryEvent[] {
  const money = (amount: number) => ({ amount, currency: 'USD' })
  const event = (type: string, title: string, message: string, members: object = {}): StoryEvent => ({
    type,
    data: { title, message, project_no: projectNo, ...members },
  })
  const total = money(148_750)
  const order = { order_no: `O-${day}-0001` }
  const invoice = { invoice_no: `I-${day}-0001`, total }
  return [
    event('quote.ready', 'Your quote is ready', '50 mounting plates, 29.75 USD each', {
      quote_no: `Q-${day}-0001`,
      total,
    }),
    event('order.placed', 'Order confirmed', 'Thank you. We start this week.', { ...order, total }),
    event('order.production_started', 'Your parts are being made', 'Laser cutting has begun.', order),
    event('order.shipped', 'Your order shipped', 'Tracking #1Z12345E0205271688', {
      ...order,
      carrier: 'UPS',
      tracking_no: '1Z12345E0205271688',
      complete: true,
    }),
    event('order.delivered', 'Your order was delivered', 'Signed for by R. Díaz.', order),
    event('invoice.issued', 'New invoice', 'Due in 30 days.', invoice),
    event('invoice.paid', 'Invoice paid', 'Thank you — bank transfer received ✓', invoice),
  ]
}

/** The event whose first delivery the receiver refuses. */
export const failingType = 'order.shipped'
