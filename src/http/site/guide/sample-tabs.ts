import { readFileSync } from 'node:fs'
import { type Html, html } from '../html.ts'
import { codeBlock } from './highlight.ts'

/** Each language has two files here: what verifies, and a receiver that calls it. */
const folder = new URL('../../../../docs/samples/verify/', import.meta.url)

interface Sample {
  id: string
  name: string
  extension: string
  /** As the highlighter calls it. */
  language: string
}

const samples: readonly Sample[] = [
  { id: 'node', name: 'Node.js', extension: 'mjs', language: 'js' },
  { id: 'python', name: 'Python', extension: 'py', language: 'python' },
  { id: 'go', name: 'Go', extension: 'go', language: 'go' },
  { id: 'php', name: 'PHP', extension: 'php', language: 'php' },
]

const choice = ({ id, name }: Sample, index: number): Html =>
  html`<label><input type="radio" name="language" value="${id}"${index === 0 ? html` checked` : ''}><span>${name}</span></label>`

function shown(name: string, language: string): Html {
  const text = readFileSync(new URL(name, folder), 'utf8').trimEnd()
  return html`<p class="file"><code>${name}</code></p>
${codeBlock(text, language)}`
}

const panel = ({ id, name, extension, language }: Sample): Html =>
  html`<div class="panel" id="verify-${id}">
<h3>${name}</h3>
${shown(`verify.${extension}`, language)}
${shown(`receiver.${extension}`, language)}
</div>
`

/** The four samples, one at a time by radio buttons: no script, and on paper all of them. */
export const sampleTabs = (): Html =>
  html`<div class="tabs">
<fieldset><legend>Language</legend>${samples.map(choice)}</fieldset>
${samples.map(panel)}</div>`
