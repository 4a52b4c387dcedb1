/** A stretch of JSON that is one kind of thing; `null` for signs and space. */
export interface JsonToken {
  kind: 'name' | 'text' | 'number' | 'word' | null
  text: string
}

const form = /("(?:[^"\\]|\\.)*")(?=\s*(:)?)|(-?\d[\d.eE+-]*)|\b(true|false|null)\b/g

/** Cuts JSON, as `JSON.stringify` writes it, into what is coloured alike. Together they are the whole text. */
export function jsonTokens(json: string): JsonToken[] {
  const tokens: JsonToken[] = []
  let at = 0
  for (const match of json.matchAll(form)) {
    const [text, quoted, colon, digits] = match
    if (match.index > at) tokens.push({ kind: null, text: json.slice(at, match.index) })
    const kind = quoted !== undefined ? (colon ? 'name' : 'text') : digits !== undefined ? 'number' : 'word'
    tokens.push({ kind, text })
    at = match.index + text.length
  }
  return at < json.length ? [...tokens, { kind: null, text: json.slice(at) }] : tokens
}
