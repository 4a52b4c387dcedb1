import { eventFamilyTitles } from '../../../contract/events/families.ts'
import {
  customerOnly,
  type EventType,
  eventCatalogue,
  eventFamily,
  eventTypes,
} from '../../../contract/events/index.ts'
import { type Html, html } from '../html.ts'
import { heading } from './markdown.ts'
import { code, table } from './table.ts'

export const eventPath = (type: EventType): string => `/docs/events/${type}`

/** To whose webhooks a type goes. */
export function audienceOf(type: EventType): string {
  if (type === 'webhook.test') return 'the one webhook that asked for it'
  return customerOnly(type) ? 'customer' : 'customer and workspace'
}

/** The types by family, in the order of the catalogue. */
export const families = (): { family: string; title: string; types: EventType[] }[] =>
  [...Map.groupBy(eventTypes, eventFamily)].map(([family, types]) => ({
    family,
    title: eventFamilyTitles[family],
    types,
  }))

const typeRow = (type: EventType): Html[] => [
  html`<a id="${type}" href="${eventPath(type)}">${code(type)}</a>`,
  html`${audienceOf(type)}`,
  html`${eventCatalogue[type].description}`,
]

/** A table per family. Each type links to its page and can be linked to here. */
export const eventTables = (): Html => {
  const columns = ['Type', 'Goes to webhooks of', 'When it fires']
  return html`<div class="families">${families().map(
    ({ family, title, types }) =>
      html`${heading(3, family, html`${title}`)}${table(`Events: ${title}`, columns, types.map(typeRow))}\n`,
  )}</div>`
}
