/** What an invoice can be. `overdue` is no status: it is derived from the due day (`due-date.ts`). */
export const invoiceStatuses = ['draft', 'issued', 'partially_paid', 'paid', 'void'] as const
export type InvoiceStatus = (typeof invoiceStatuses)[number]

/** Statuses in which something is owed. */
export const openInvoiceStatuses = ['issued', 'partially_paid'] as const satisfies readonly InvoiceStatus[]

export const isOpen = (status: InvoiceStatus): boolean =>
  (openInvoiceStatuses as readonly InvoiceStatus[]).includes(status)

export type InvoiceAction = 'issue' | 'void' | 'pay' | 'reverse'

/**
 * What may be done to an invoice (domain.md, "State machines"). Void takes an invoice that nobody has paid anything
 * of: with a payment that stands it is not `issued` any more.
 */
const allowed: Readonly<Record<InvoiceStatus, readonly InvoiceAction[]>> = {
  draft: ['issue'],
  issued: ['void', 'pay'],
  partially_paid: ['pay', 'reverse'],
  // Paying again is refused for its amount, which is more than the balance.
  paid: ['pay', 'reverse'],
  void: [],
}

export const canInvoice = (status: InvoiceStatus, action: InvoiceAction): boolean =>
  allowed[status].includes(action)

/** What an invoice asks for and what of it was paid: the sum of the payments that were not reversed. Minor units. */
export interface Books {
  totalMinor: number
  paidMinor: number
}

export const balanceOf = ({ totalMinor, paidMinor }: Books): number => totalMinor - paidMinor

/** The status of an invoice that was issued and is not void: it follows from its books. */
export function settledStatus(books: Books): 'issued' | 'partially_paid' | 'paid' {
  if (balanceOf(books) <= 0) return 'paid'
  return books.paidMinor > 0 ? 'partially_paid' : 'issued'
}

export type Booking =
  | {
      status: InvoiceStatus
      paidMinor: number
      /** The balance reaches zero with this: `invoice.paid`, each time anew. */
      settles: boolean
    }
  | { refused: 'transition' | 'overpayment' }

/** A payment of `amountMinor`, which is above zero. Never more than the balance. */
export function bookPayment(status: InvoiceStatus, books: Books, amountMinor: number): Booking {
  if (!canInvoice(status, 'pay')) return { refused: 'transition' }
  if (amountMinor > balanceOf(books)) return { refused: 'overpayment' }
  const after = { ...books, paidMinor: books.paidMinor + amountMinor }
  return { status: settledStatus(after), paidMinor: after.paidMinor, settles: balanceOf(after) === 0 }
}

/** Takes back a payment that stands. */
export function bookReversal(status: InvoiceStatus, books: Books, amountMinor: number): Booking {
  if (!canInvoice(status, 'reverse') || amountMinor > books.paidMinor) return { refused: 'transition' }
  const after = { ...books, paidMinor: books.paidMinor - amountMinor }
  return { status: settledStatus(after), paidMinor: after.paidMinor, settles: false }
}
