import {
  count,
  day,
  dayOrTime,
  eventType,
  flag,
  link,
  longText,
  money,
  recordId,
  recordNo,
  shortText,
} from './members.ts'

const site = 'https://fab.example.com'
const projectNo = 'P-20260515-0001'

const quote = {
  quote_id: recordId('quote'),
  quote_no: recordNo('quote'),
  revision: count('Which version of the quote, counted from 1.'),
  valid_until: dayOrTime('Until when the quote can be accepted.'),
  url: link('The quote in the dashboard.'),
}

const order = {
  order_id: recordId('order'),
  order_no: recordNo('order'),
  url: link('The order in the dashboard.'),
}

const invoice = {
  invoice_id: recordId('invoice'),
  invoice_no: recordNo('invoice'),
  order_no: recordNo('order it covers'),
  due_on: day('The day by whose end it is to be paid.'),
  total: money('What the invoice asks for, tax included.'),
  balance: money('What of it is still to be paid.'),
  url: link('The invoice in the dashboard.'),
}

const ncr = {
  ncr_id: recordId('report'),
  ncr_no: recordNo('report'),
  order_no: recordNo('order concerned'),
  severity: shortText('How serious the shop judges it.'),
  qty_affected: count('Pieces concerned.'),
  url: link('The report in the dashboard.'),
}

const exampleInvoice = {
  invoice_no: 'I-20260515-0001',
  order_no: 'O-20260515-0001',
  due_on: '2026-06-14',
  total: { amount: 482_500, currency: 'USD' },
}

export const quoteEvents = {
  'quote.ready': eventType('The shop has priced a quote, which now waits for the customer’s answer.', quote, {
    title: 'Your quote is ready',
    message: 'Quote Q-20260515-0001 for 2 parts is priced and valid until 14 June.',
    project_no: projectNo,
    quote_no: 'Q-20260515-0001',
    revision: 1,
    valid_until: '2026-06-14',
    url: `${site}/quotes/0196d3a0-6f00-7c31-9a55-2f1f0c3a7b11`,
  }),
}

export const orderEvents = {
  'order.placed': eventType(
    'An order is confirmed, as a rule because the customer accepted a quote.',
    {
      ...order,
      quote_no: recordNo('quote it came from'),
      po_number: shortText('The customer’s purchase order number.'),
      total: money('The order’s sum.'),
    },
    {
      title: 'Order confirmed',
      message: 'Order O-20260515-0001 is confirmed.',
      project_no: projectNo,
      order_no: 'O-20260515-0001',
      quote_no: 'Q-20260515-0001',
      po_number: 'PO-7781',
      total: { amount: 482_500, currency: 'USD' },
    },
  ),
  'order.production_started': eventType(
    'The shop floor has begun with an order.',
    { ...order, promised_at: dayOrTime('When the shop means to be ready.') },
    {
      title: 'Production started',
      message: 'Your order O-20260515-0001 is being made.',
      project_no: projectNo,
      order_no: 'O-20260515-0001',
      promised_at: '2026-05-29',
    },
  ),
  'order.shipped': eventType(
    'A carrier has taken over a shipment of an order.',
    {
      ...order,
      shipment_id: recordId('shipment'),
      shipment_no: recordNo('shipment'),
      carrier: shortText('Who carries it.'),
      tracking_no: shortText('The carrier’s number for it.'),
      tracking_url: link('Where the carrier shows its way.'),
      complete: flag('True when nothing of the order is left to ship.'),
    },
    {
      title: 'Your order shipped',
      message: 'Tracking #1Z12345E0205271688',
      project_no: projectNo,
      order_no: 'O-20260515-0001',
      shipment_no: 'S-20260515-0001',
      carrier: 'UPS',
      tracking_no: '1Z12345E0205271688',
      complete: true,
    },
  ),
  'order.delivered': eventType('All of an order has reached its destination.', order, {
    title: 'Your order was delivered',
    message: 'Order O-20260515-0001 has arrived.',
    project_no: projectNo,
    order_no: 'O-20260515-0001',
  }),
}

export const invoiceEvents = {
  'invoice.issued': eventType('The shop has issued an invoice.', invoice, {
    title: 'New invoice',
    message: 'Invoice I-20260515-0001 over $4,825.00 is due on 14 June.',
    project_no: projectNo,
    ...exampleInvoice,
    balance: { amount: 482_500, currency: 'USD' },
  }),
  'invoice.due_soon': eventType('An invoice with an open balance falls due within 72 hours.', invoice, {
    title: 'Invoice due soon',
    message: 'Invoice I-20260515-0001 is due on 14 June; $2,825.00 are open.',
    project_no: projectNo,
    ...exampleInvoice,
    balance: { amount: 282_500, currency: 'USD' },
  }),
  'invoice.paid': eventType('The balance of an invoice has reached zero.', invoice, {
    title: 'Invoice paid',
    message: 'Invoice I-20260515-0001 is paid. Thank you.',
    project_no: projectNo,
    ...exampleInvoice,
    balance: { amount: 0, currency: 'USD' },
  }),
  'invoice.overdue': eventType('The due date of an invoice has passed and a balance is open.', invoice, {
    title: 'Invoice overdue',
    message: 'Invoice I-20260515-0001 was due on 14 June; $2,825.00 are open.',
    project_no: projectNo,
    ...exampleInvoice,
    balance: { amount: 282_500, currency: 'USD' },
  }),
}

export const ncrEvents = {
  'ncr.issued': eventType('The shop has raised a quality flag (nonconformance report) on a part.', ncr, {
    title: 'Quality flag raised',
    message: 'Bore ⌀12.00 measured 12.07 on 3 pieces.',
    project_no: projectNo,
    ncr_no: 'N-20260515-0001',
    order_no: 'O-20260515-0001',
    severity: 'major',
    qty_affected: 3,
  }),
  'ncr.resolved': eventType(
    'A quality flag is settled.',
    {
      ...ncr,
      disposition: shortText('What becomes of the pieces: rework, scrap, use_as_is or return.'),
      resolution: longText('How it was settled.'),
    },
    {
      title: 'Quality flag resolved',
      message: 'The 3 pieces were made anew.',
      project_no: projectNo,
      ncr_no: 'N-20260515-0001',
      order_no: 'O-20260515-0001',
      severity: 'major',
      qty_affected: 3,
      disposition: 'scrap',
      resolution: 'Three pieces made anew and measured.',
    },
  ),
}
