type Plain = string | number | boolean | null | undefined

/**
 * An array as PostgreSQL reads it, of values that need no quotes: ids, numbers, words, times. The driver would look
 * through every one of them for what needs an escape.
 */
export const plainArray = (values: readonly Plain[]): string =>
  `{${values.map((value) => value ?? 'NULL').join(',')}}`
