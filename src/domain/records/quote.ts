import type { Machine } from './machine.ts'

export const quoteStatuses = [
  'draft',
  'in_review',
  'ready',
  'accepted',
  'declined',
  'expired',
  'cancelled',
  'superseded',
] as const
export type QuoteStatus = (typeof quoteStatuses)[number]

export type QuoteAction = 'submit' | 'price' | 'ready' | 'revise' | 'accept' | 'decline' | 'expire' | 'cancel'

/**
 * `priced`: every line has prices, and the day until which they hold is not over. `open`, `over`: that day is not
 * over, or is. `shop`: the shop acts, not the customer.
 */
export type QuoteGuard = 'priced' | 'open' | 'over' | 'shop'

/**
 * domain.md, "State machines". A customer's request begins `in_review`, the shop's own quote as `draft`, which only
 * the shop sees. `revise` makes a new revision `in_review` and ends this one.
 */
export const quoteMachine: Machine<QuoteStatus, QuoteAction, QuoteGuard, 'quote.ready' | 'order.placed'> = {
  draft: {
    price: { to: 'draft' },
    submit: { to: 'in_review' },
    cancel: { to: 'cancelled' },
  },
  in_review: {
    price: { to: 'in_review' },
    ready: { to: 'ready', guard: 'priced', event: 'quote.ready' },
    cancel: { to: 'cancelled' },
  },
  ready: {
    accept: { to: 'accepted', guard: 'open', event: 'order.placed' },
    decline: { to: 'declined', guard: 'open' },
    expire: { to: 'expired', guard: 'over' },
    revise: { to: 'superseded' },
    cancel: { to: 'cancelled', guard: 'shop' },
  },
  accepted: {},
  declined: {},
  expired: {},
  cancelled: {},
  superseded: {},
}

/** What the guards of a quote look at. Days are calendar days of the workspace, `2026-06-14`. */
export interface QuoteFacts {
  validUntil: string | null
  today: string
  /** Every line has at least one break, and every break a price. */
  allPriced: boolean
  byCustomer: boolean
}

/** An offer ends with the end of its last day. One without such a day ends when somebody ends it. */
export const isOver = ({ validUntil, today }: Pick<QuoteFacts, 'validUntil' | 'today'>): boolean =>
  validUntil !== null && validUntil < today

export function quoteGuardHolds(guard: QuoteGuard, facts: QuoteFacts): boolean {
  switch (guard) {
    case 'priced':
      return facts.allPriced && !isOver(facts)
    case 'open':
      return !isOver(facts)
    case 'over':
      return isOver(facts)
    case 'shop':
      return !facts.byCustomer
  }
}

export const chargeKinds = ['setup', 'tooling', 'shipping', 'discount', 'tax'] as const
export type ChargeKind = (typeof chargeKinds)[number]

/** A charge as it is stored and shown, from the amount that was given: a discount is taken off. Minor units. */
export const chargeMinor = (kind: ChargeKind, givenMinor: number): number =>
  kind === 'discount' && givenMinor !== 0 ? -givenMinor : givenMinor
