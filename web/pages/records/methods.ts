import { wordsOf } from './labels.tsx'

/** The ways to pay that have a word of their own in the API (`contract/invoices.ts`). */
const known: Readonly<Record<string, string>> = {
  bank_transfer: 'Bank transfer',
  card: 'Card',
  check: 'Check',
  cash: 'Cash',
}

/** A way to pay, as people read it; a shop's own word stays as it is. */
export const methodText = (method: string): string => known[method] ?? wordsOf(method)

export const ownMethod = 'other'

/** For a select; the last one asks for a word of one's own. */
export const methodOptions: readonly (readonly [value: string, label: string])[] = [
  ...Object.entries(known),
  [ownMethod, 'Another way'],
]
