/** Markup as it is sent. `html` makes it, so that whatever else stands in a page was escaped. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

export type Part = Html | string | number | false | null | undefined | readonly Part[]

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] as string)

function markupOf(part: Part): string {
  if (part instanceof Html) return part.markup
  if (part === false || part === null || part === undefined) return ''
  return typeof part === 'object' ? part.map(markupOf).join('') : escapeText(String(part))
}

/** A piece of a page: what is put in is text, whatever signs it has, unless it is such a piece itself. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.reduce((markup, text, index) => markup + markupOf(parts[index - 1]) + text))

const lineEnd = /\r\n|\r|\n/

/** A text of several lines, without the empty ones. */
export const lines = (text: string): Html[] =>
  text
    .split(lineEnd)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => html`${line}<br>`)

/** The same on one line. */
export const inline = (text: string): string =>
  text
    .split(lineEnd)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(', ')
