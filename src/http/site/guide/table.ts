import { type Html, html } from '../html.ts'

/** Something wide in a named box that scrolls by itself and can be reached by keyboard. */
export const scrolling = (label: string, inside: Html): Html =>
  html`<section class="wide" aria-label="${label}" tabindex="0">${inside}</section>`

/** A table with its name for screen readers. */
export const table = (label: string, head: readonly string[], rows: readonly (readonly Html[])[]): Html =>
  scrolling(
    label,
    html`<table>
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table>`,
  )

export const code = (text: string): Html => html`<code>${text}</code>`

/** Pieces with commas between them. */
export const listed = (parts: readonly Html[]): Html =>
  html`${parts.map((part, index) => html`${index === 0 ? '' : ', '}${part}`)}`

/** Our own catalogues write code between backticks. */
export const prose = (text: string): Html =>
  html`${text.split('`').map((part, index) => (index % 2 === 1 ? code(part) : html`${part}`))}`
