/** U+001E, the record separator: JSON has it only as an escape. */
const separator = '\u001e'

/**
 * Texts without control characters as one parameter, for `splitTexts`; null and '' come out as null. JSON in an array
 * would be searched for what needs an escape, by the driver and again by PostgreSQL: most of what an array of it costs.
 * Throws RangeError for a text that has the separator in it.
 */
export function joinedTexts(texts: readonly (string | null)[]): string {
  for (const text of texts)
    if (text?.includes(separator)) throw new RangeError('a text with U+001E in it cannot be joined')
  return texts.map((text) => text ?? '').join(separator)
}

/** SQL: the `text[]` that such a parameter stands for. A single null is an empty one: the same to an `unnest` of several. */
export const splitTexts = (parameter: `$${number}`): string =>
  `string_to_array(${parameter}::text, E'\\x1e', '')`
