/** A text that says something. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Only addresses of this site: a link must not send anybody elsewhere after signing in. */
export const ownAddress = (value: unknown): string | undefined => {
  const address = text(value)
  return address?.startsWith('/') && !address.startsWith('//') && !address.includes('\\')
    ? address
    : undefined
}

/** Whose things the shop looks at. */
export const customerIn = (search: Record<string, unknown>): { customer_id?: number } => {
  const id = Number(search.customer_id)
  return Number.isSafeInteger(id) && id > 0 ? { customer_id: id } : {}
}

/** Filters of a list of business records, and the page of it. */
export const recordSearch = (
  search: Record<string, unknown>,
): { status?: string; project_no?: string; cursor?: string; new?: number } => ({
  ...texts(search, 'status', 'project_no', 'cursor'),
  ...newIn(search),
})

/** Asks for the page's dialog for something new. */
export const newIn = (search: Record<string, unknown>): { new?: number } =>
  search.new === undefined ? {} : { new: 1 }

/** Those of some members that are texts. */
export const texts = <K extends string>(
  search: Record<string, unknown>,
  ...names: K[]
): { [N in K]?: string } =>
  Object.fromEntries(
    names.flatMap((name) => {
      // What looks like a number was read as one.
      const value = typeof search[name] === 'number' ? String(search[name]) : text(search[name])
      return value === undefined ? [] : [[name, value]]
    }),
  ) as { [N in K]?: string }
