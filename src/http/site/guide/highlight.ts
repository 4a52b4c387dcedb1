import { createRequire } from 'node:module'
import { Html, html } from '../html.ts'

/** What is used of highlight.js. Not imported: its types bring those of the browser into the whole server. */
interface Highlighter {
  registerLanguage(name: string, language: unknown): void
  highlight(code: string, options: { language: string }): { value: string }
}

const require = createRequire(import.meta.url)
const highlighter = require('highlight.js/lib/core') as Highlighter

const languages: Readonly<Record<string, string>> = {
  bash: 'bash',
  go: 'go',
  http: 'http',
  js: 'javascript',
  json: 'json',
  php: 'php',
  python: 'python',
}
for (const [name, file] of Object.entries(languages))
  highlighter.registerLanguage(name, require(`highlight.js/lib/languages/${file}`))

/** A piece of code in colours, which `guide.css` gives its classes. An unknown language stays as it is. */
export function codeBlock(code: string, language: string): Html {
  const known = Object.hasOwn(languages, language)
  const inside = known ? new Html(highlighter.highlight(code, { language }).value) : html`${code}`
  // What can be scrolled can be reached by keyboard.
  return html`<pre tabindex="0"><code>${inside}</code></pre>`
}

/** The same of a value. */
export const jsonBlock = (value: unknown): Html => codeBlock(JSON.stringify(value, null, 2), 'json')
