import { Marked, type Token, type TokenizerExtension, type Tokens } from 'marked'
import { escapeHtml, Html } from '../html.ts'
import { codeBlock } from './highlight.ts'
import { scrolling } from './table.ts'

/** A heading of a chapter, for the list of what is on the page. */
export interface Heading {
  id: string
  text: string
}

/** A chapter of `docs/guide/`, rendered. */
export interface Chapter {
  title: string
  /** Its first paragraph, as HTML and as text. */
  lead: Html
  description: string
  headings: Heading[]
  body: Html
}

const placeholder = /\{\{(\w+)\}\}/g

/** Puts facts in. Throws for a name that there is not, so that a slip of the pen never reaches a reader. */
function withFacts(text: string, facts: Readonly<Record<string, string>>): string {
  return text.replaceAll(placeholder, (_, name: string) => {
    const fact = facts[name]
    if (fact === undefined) throw new Error(`the guide knows no fact called ${name}`)
    return fact
  })
}

/** `[[name]]` alone on its line: a table or another piece that code writes. */
const pieceForm = /^\[\[([\w-]+)\]\]\s*(?:\n|$)/

const piece: TokenizerExtension = {
  name: 'piece',
  level: 'block',
  start: (source) => /^\[\[/m.exec(source)?.index,
  tokenizer(source) {
    const match = pieceForm.exec(source)
    return match === null ? undefined : { type: 'piece', raw: match[0], name: match[1] }
  },
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** What a rendered line says, without its markup. */
const plain = (markup: string): string =>
  markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? '')

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\w]+/g, '-')
    .replaceAll(/^-|-$/g, '')

/** A heading that links to itself. */
export const heading = (level: number, id: string, inside: Html): Html =>
  new Html(`<h${level} id="${id}"><a class="self" href="#${id}">${inside.text}</a></h${level}>\n`)

interface Rendering {
  pieces: Readonly<Record<string, () => Html>>
  headings: Heading[]
}

function marked({ pieces, headings }: Rendering): Marked {
  const tables = new Map<string, number>()
  const named = (text: string): string => {
    const count = (tables.get(text) ?? 0) + 1
    tables.set(text, count)
    return count === 1 ? text : `${text} (${count})`
  }
  const made = new Marked({ gfm: true })
  made.use({
    extensions: [
      {
        ...piece,
        renderer({ name }) {
          const render = pieces[name]
          if (render === undefined) throw new Error(`the guide has no piece called ${name}`)
          return `${render().text}\n`
        },
      },
    ],
    renderer: {
      // Chapters are ours; even so, markup written into them is shown and not obeyed.
      html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
      code: ({ text, lang = '' }) => codeBlock(text, lang).text,
      heading({ tokens, depth }) {
        const inside = this.parser.parseInline(tokens)
        const text = plain(inside)
        const id = slug(text)
        if (depth === 2) headings.push({ id, text })
        return heading(depth, id, new Html(inside)).text
      },
      table({ header, rows }) {
        const cells = (tag: 'th' | 'td', row: Tokens.TableCell[]) =>
          row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('')
        const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')
        const table = `<table><thead><tr>${cells('th', header)}</tr></thead><tbody>${body}</tbody></table>`
        const last = headings.at(-1)?.text ?? 'Table'
        return scrolling(named(`Table: ${last}`), new Html(table)).text
      },
    },
  })
  return made
}

const isText = ({ type }: Token): boolean => type !== 'space'

/** Renders a chapter: `# Title`, a first paragraph, the rest. */
export function renderChapter(
  source: string,
  facts: Readonly<Record<string, string>>,
  pieces: Rendering['pieces'],
): Chapter {
  const headings: Heading[] = []
  const parser = marked({ pieces, headings })
  const tokens = parser.lexer(withFacts(source, facts))
  const [title, lead, ...rest] = tokens.filter(isText)
  if (title?.type !== 'heading' || lead?.type !== 'paragraph')
    throw new Error('a chapter begins with its title and a paragraph')
  const leadHtml = parser.parser([lead])
  return {
    title: String(title.text),
    lead: new Html(leadHtml),
    description: plain(leadHtml).trim().replaceAll(/\s+/g, ' '),
    body: new Html(parser.parser(rest)),
    headings,
  }
}
