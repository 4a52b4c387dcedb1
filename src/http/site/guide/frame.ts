import { type EventType, eventTypes } from '../../../contract/events/index.ts'
import { type Html, html } from '../html.ts'
import { besides, chapters } from './chapters.ts'
import { eventPath } from './event-pieces.ts'
import type { Chapter } from './markdown.ts'

interface Framed {
  /** Address of the page. */
  path: string
  chapter: Chapter
  /** The event that the page is about, if it is about one. */
  type?: EventType
}

interface Step {
  path: string
  label: string
}

const current = (is: boolean): Html => (is ? html` aria-current="page"` : html``)

const link = (path: string, label: string, here: string): Html =>
  html`<a href="${path}"${current(path === here)}>${label}</a>`

const onThisPage = ({ chapter }: Framed): Html =>
  chapter.headings.length === 0
    ? html``
    : html`<ul>${chapter.headings.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}</ul>`

const eventLinks = (here: string): Html =>
  html`<ul class="types">${eventTypes.map((type) => html`<li>${link(eventPath(type), type, here)}</li>`)}</ul>`

function below(framed: Framed, path: string): Html {
  if (path === '/docs/events' && framed.type !== undefined) return eventLinks(framed.path)
  return path === framed.path ? onThisPage(framed) : html``
}

const contents = (framed: Framed): Html => html`<ul>
${chapters.map(({ path, label }) => html`<li>${link(path, label, framed.path)}${below(framed, path)}</li>\n`)}</ul>
<ul class="besides">${besides.map(({ path, label }) => html`<li>${link(path, label, framed.path)}</li>`)}</ul>`

/** The pages before and after: of a chapter the chapters, of an event the events. */
export function neighbours({ path, type }: Pick<Framed, 'path' | 'type'>): { before?: Step; after?: Step } {
  const row: readonly Step[] =
    type === undefined ? chapters : eventTypes.map((one) => ({ path: eventPath(one), label: one }))
  const at = row.findIndex((step) => step.path === path)
  const before = row[at - 1]
  const after = row[at + 1]
  return { ...(before && { before }), ...(after && { after }) }
}

function leaf(framed: Framed): Html {
  const { before, after } = neighbours(framed)
  const step = (rel: 'prev' | 'next', word: string, to: Step): Html =>
    html`<a rel="${rel}" href="${to.path}"><span>${word}</span> ${to.label}</a>`
  return html`<nav class="leaf" aria-label="Previous and next">
${before ? step('prev', 'Previous', before) : ''}${after ? step('next', 'Next', after) : ''}
</nav>`
}

const crumb = ({ type }: Framed): Html =>
  type === undefined ? html`` : html`<p class="crumb"><a href="/docs/events">Events</a></p>\n`

/**
 * A page of the guide: contents at its side, or folded above it where the screen is narrow. Both are there; the style
 * shows one, and hides the other from screen readers too.
 */
export const frame = (framed: Framed): Html => html`<div class="guide">
<details class="contents narrow"><summary>Contents of the guide</summary><nav aria-label="Guide">${contents(framed)}</nav></details>
<div class="contents broad"><nav aria-label="Guide">${contents(framed)}</nav></div>
<article class="prose">
${crumb(framed)}<h1>${framed.chapter.title}</h1>
<div class="lead">${framed.chapter.lead}</div>
${framed.chapter.body}
${leaf(framed)}
</article>
</div>`
