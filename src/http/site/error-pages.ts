import { readFile } from 'node:fs/promises'
import { Marked } from 'marked'
import { type ErrorCode, errorCatalogue, errorCodes } from '../../contract/errors.ts'
import { escapeHtml, Html, html } from './html.ts'
import { renderPage } from './layout.ts'

const folder = new URL('../../../docs/errors/', import.meta.url)

/** Markdown of ours; even so, markup written into it is shown and not obeyed. */
const markdown = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    // What can be scrolled can be reached by keyboard.
    code: ({ text }) => html`<pre tabindex="0"><code>${text}</code></pre>`.text,
  },
})

/** Heading, code and status: the page shows them its own way. */
const opening = /^# .*\n+(?:`\w+`, HTTP status \d+\.\n+)?/

async function readBody(code: ErrorCode): Promise<Html> {
  const text = await readFile(new URL(`${code}.md`, folder), 'utf8')
  return new Html(await markdown.parse(text.replace(opening, '')))
}

const badge = (status: number): Html =>
  html`<span class="status status-${Math.floor(status / 100)}">${status}</span>`

/** The page of one error code, which a problem's `type` points to; undefined for a code that there is not. */
export async function errorPage(code: string): Promise<string | undefined> {
  if (!Object.hasOwn(errorCatalogue, code)) return undefined
  const known = code as ErrorCode
  const [status, title] = errorCatalogue[known]
  return renderPage({
    title,
    section: 'errors',
    main: html`<article class="prose">
<p class="crumb"><a href="/docs/errors">Error codes</a></p>
<h1>${title}</h1>
<p class="tags">${badge(status)} <code>${known}</code></p>
${await readBody(known)}
</article>`,
  })
}

const families: ReadonlyMap<number, string> = new Map([
  [400, 'What was sent cannot be used'],
  [401, 'Who is asking'],
  [403, 'Not for this caller'],
  [404, 'Nothing there'],
  [409, 'Not in this state'],
  [410, 'Nothing there'],
])

const familyOf = (status: number): string =>
  status >= 500 ? 'Our side' : (families.get(status) ?? 'Limits of size and time')

const entry = (code: ErrorCode): Html => {
  const [status, title, detail] = errorCatalogue[code]
  return html`<li>${badge(status)}<div><a class="code-title" href="/docs/errors/${code}">${title}</a> <code>${code}</code><p>${detail}</p></div></li>`
}

/** `/docs/errors`: every code, by what kind of refusal it is. */
export function errorIndexPage(): string {
  const byFamily = Map.groupBy(errorCodes, (code) => familyOf(errorCatalogue[code][0]))
  const lists = [...byFamily].map(
    ([heading, codes]) =>
      html`<section><h2>${heading}</h2><ul class="codes">${codes.map(entry)}</ul></section>`,
  )
  return renderPage({
    title: 'Error codes',
    section: 'errors',
    main: html`<h1>Error codes</h1>
<p class="lead">A refused request answers with <code>application/problem+json</code>. Programs branch on
<code>code</code>; <code>type</code> is the address of its page here; <code>instance</code> is the request id, which the
server's log knows too.</p>
${lists}`,
  })
}
