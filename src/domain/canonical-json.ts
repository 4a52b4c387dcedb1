/** Members in the order of their UTF-16 code units, as RFC 8785 has them. */
function sortMembers(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** One text for all spellings of a JSON value: whitespace, order of members and escapes do not count. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, sortMembers) ?? 'null'
