import { numberPrefixes } from '../../../../src/domain/numbers.ts'
import type { Section } from '../sections.ts'

/** What the palette can do: go to an address, or act. */
export interface Command {
  id: string
  label: string
  /** Said beside the label, and found too. */
  hint?: string
  /** An address of the dashboard. */
  to?: string
  act?: 'sign-out' | 'help' | 'light' | 'dark' | 'system'
}

export interface Group {
  title: string
  commands: readonly Command[]
}

const pagesOf = (sections: readonly Section[]): Command[] =>
  sections.flatMap(({ title, entries }) =>
    entries.map(({ to, label }) => ({ id: `page:${to}`, label, hint: title, to })),
  )

/** Things to make, each on the page where it is made; only those whose page the person may see. */
const makings: readonly (readonly [page: string, label: string])[] = [
  ['/projects', 'New project'],
  ['/developers/tokens', 'New token'],
  ['/developers/webhooks', 'New webhook'],
  ['/settings/integrations/webhooks', 'New webhook'],
  ['/settings/integrations/api', 'Generate API key'],
]

function actionsOf(sections: readonly Section[], isStaff: boolean): Command[] {
  const there = new Set<string>(sections.flatMap(({ entries }) => entries.map(({ to }) => to)))
  const make = makings
    .filter(([page]) => there.has(page) && !(page === '/projects' && isStaff))
    .map(([page, label]) => ({ id: `new:${page}`, label, to: `${page}?new=1` }))
  return [
    ...make,
    { id: 'theme:light', label: 'Light colours', act: 'light' },
    { id: 'theme:dark', label: 'Dark colours', act: 'dark' },
    { id: 'theme:system', label: 'System colours', act: 'system' },
    { id: 'help', label: 'Keyboard shortcuts', act: 'help' },
    { id: 'sign-out', label: 'Sign out', act: 'sign-out' },
  ]
}

/** Everything that a person can be led to without asking the server. */
export const groupsOf = (sections: readonly Section[], isStaff: boolean): Group[] => [
  { title: 'Pages', commands: pagesOf(sections) },
  { title: 'Actions', commands: actionsOf(sections, isStaff) },
]

const holds = (command: Command, words: readonly string[]): boolean => {
  const text = `${command.label} ${command.hint ?? ''}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

/** The groups with what fits every word of a text; whose label begins with it comes first. */
export function fitting(groups: readonly Group[], text: string): Group[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return [...groups]
  const words = wanted.split(/\s+/)
  const rank = ({ label }: Command) => (label.toLowerCase().startsWith(wanted) ? 0 : 1)
  return groups
    .map(({ title, commands }) => ({
      title,
      commands: commands.filter((one) => holds(one, words)).sort((a, b) => rank(a) - rank(b)),
    }))
    .filter(({ commands }) => commands.length > 0)
}

export type NumberedKind = 'projects' | 'quotes' | 'orders' | 'invoices'

const kindOfPrefix: Readonly<Record<string, NumberedKind>> = {
  [numberPrefixes.project]: 'projects',
  [numberPrefixes.quote]: 'quotes',
  [numberPrefixes.order]: 'orders',
  [numberPrefixes.invoice]: 'invoices',
}

/**
 * The records that a text may name: by a whole number (`Q-20260515-0001`), or by one without its letter, which may
 * be of any kind. Empty for what is no number.
 */
export function numbersIn(text: string): { kind: NumberedKind; number: string }[] {
  const found = /^(?:([pqoi])-?)?(\d{8}-\d{4,})$/i.exec(text.trim())
  if (found === null) return []
  const [, letter, rest = ''] = found
  const prefixes = letter === undefined ? Object.keys(kindOfPrefix) : [letter.toUpperCase()]
  return prefixes.flatMap((prefix) => {
    const kind = kindOfPrefix[prefix]
    return kind === undefined ? [] : [{ kind, number: `${prefix}-${rest}` }]
  })
}
