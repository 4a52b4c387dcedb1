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
