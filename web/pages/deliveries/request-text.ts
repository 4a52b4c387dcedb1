/** A text that a shell takes for one word. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** The request as a command for a terminal. */
export const asCurl = (
  url: string,
  request: { headers: Readonly<Record<string, string>>; body: string },
): string =>
  [
    `curl ${quoted(url)}`,
    ...Object.entries(request.headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    `--data-raw ${quoted(request.body)}`,
  ].join(' \\\n  ')

/** JSON with line breaks; anything else as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
