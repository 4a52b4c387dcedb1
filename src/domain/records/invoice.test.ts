import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  type Booking,
  type Books,
  balanceOf,
  bookPayment,
  bookReversal,
  canInvoice,
  type InvoiceAction,
  type InvoiceStatus,
  invoiceStatuses,
  settledStatus,
} from './invoice.ts'

const actions: InvoiceAction[] = ['issue', 'void', 'pay', 'reverse']

/** `y` where the action is allowed. */
const table: Record<InvoiceStatus, string> = {
  //               issue void pay reverse
  draft: '         y     .    .   .',
  issued: '        .     y    y   .',
  partially_paid: '.     .    y   y',
  paid: '          .     .    y   y',
  void: '          .     .    .   .',
}

const cases = Object.entries(table).flatMap(([status, marks]) =>
  marks
    .trim()
    .split(/ +/)
    .map((mark, index) => [status, actions[index], mark === 'y'] as [InvoiceStatus, InvoiceAction, boolean]),
)

describe('an invoice', () => {
  it('has every status and action in the table', () => {
    expect(cases).toHaveLength(invoiceStatuses.length * actions.length)
  })

  it.each(cases)('%s, %s: %s', (status, action, may) => {
    expect(canInvoice(status, action)).toBe(may)
  })
})

describe('books', () => {
  it.each<[Books, string]>([
    [{ totalMinor: 100, paidMinor: 0 }, 'issued'],
    [{ totalMinor: 100, paidMinor: 1 }, 'partially_paid'],
    [{ totalMinor: 100, paidMinor: 99 }, 'partially_paid'],
    [{ totalMinor: 100, paidMinor: 100 }, 'paid'],
    // Nothing is owed for what costs nothing.
    [{ totalMinor: 0, paidMinor: 0 }, 'paid'],
  ])('%j: %s', (books, status) => {
    expect(settledStatus(books)).toBe(status)
  })

  it('a payment of a part, of the rest, of more', () => {
    const books = { totalMinor: 100, paidMinor: 0 }
    expect(bookPayment('issued', books, 30)).toEqual({
      status: 'partially_paid',
      paidMinor: 30,
      settles: false,
    })
    expect(bookPayment('issued', books, 100)).toEqual({ status: 'paid', paidMinor: 100, settles: true })
    expect(bookPayment('issued', books, 101)).toEqual({ refused: 'overpayment' })
    expect(bookPayment('paid', { totalMinor: 100, paidMinor: 100 }, 1)).toEqual({ refused: 'overpayment' })
    expect(bookPayment('draft', books, 1)).toEqual({ refused: 'transition' })
    expect(bookPayment('void', books, 1)).toEqual({ refused: 'transition' })
  })

  it('a reversal opens the balance again', () => {
    const books = { totalMinor: 100, paidMinor: 100 }
    expect(bookReversal('paid', books, 30)).toEqual({
      status: 'partially_paid',
      paidMinor: 70,
      settles: false,
    })
    expect(bookReversal('paid', books, 100)).toEqual({ status: 'issued', paidMinor: 0, settles: false })
    expect(bookReversal('issued', { totalMinor: 100, paidMinor: 0 }, 1)).toEqual({ refused: 'transition' })
    expect(bookReversal('partially_paid', { totalMinor: 100, paidMinor: 5 }, 6)).toEqual({
      refused: 'transition',
    })
  })
})

test('whatever is paid and reversed, the books balance and the status follows', () => {
  const step = fc.record({ pay: fc.boolean(), amount: fc.integer({ min: 1, max: 60 }) })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), fc.array(step, { maxLength: 40 }), (totalMinor, steps) => {
      let status: InvoiceStatus = 'issued'
      let paidMinor = 0
      let crossings = 0
      const standing: number[] = []
      for (const { pay, amount } of steps) {
        const taken = standing[amount % (standing.length || 1)]
        if (!pay && taken === undefined) continue
        const wasOpen = balanceOf({ totalMinor, paidMinor }) > 0
        const booking: Booking = pay
          ? bookPayment(status, { totalMinor, paidMinor }, amount)
          : bookReversal(status, { totalMinor, paidMinor }, taken as number)
        if ('refused' in booking) {
          expect(amount).toBeGreaterThan(totalMinor - paidMinor)
          continue
        }
        if (pay) standing.push(amount)
        else standing.splice(standing.indexOf(taken as number), 1)
        ;({ status, paidMinor } = booking)
        if (booking.settles) crossings++
        expect(booking.settles).toBe(wasOpen && balanceOf({ totalMinor, paidMinor }) === 0)
        expect(paidMinor).toBe(standing.reduce((sum, one) => sum + one, 0))
        expect(balanceOf({ totalMinor, paidMinor })).toBeGreaterThanOrEqual(0)
        expect(status).toBe(settledStatus({ totalMinor, paidMinor }))
      }
      expect(crossings).toBeLessThanOrEqual(steps.length)
    }),
  )
})
