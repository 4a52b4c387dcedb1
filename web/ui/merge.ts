/** A member that both sides have changed to something different since editing began. */
export interface Conflict<V> {
  name: keyof V & string
  theirs: V[keyof V & string]
}

const plain = (value: unknown): string | undefined =>
  JSON.stringify(typeof value === 'string' ? value.trim() : Array.isArray(value) ? value.toSorted() : value)

/** Blanks around a text make no difference to the server, nor does the order of a list of names. */
export const same = (one: unknown, other: unknown): boolean => plain(one) === plain(other)

/** Something is entered that the record has not got. */
export const differs = <V extends object>(one: V, other: V): boolean =>
  (Object.keys(one) as (keyof V)[]).some((name) => !same(one[name], other[name]))

/**
 * Brings what somebody else has saved meanwhile (`theirs`) into what is being edited (`mine`), which began as `base`.
 * Members that were not touched here take the new value; those that both have changed are conflicts, and stay mine
 * until the person has said which is to be.
 */
export function merge<V extends object>(
  base: V,
  theirs: V,
  mine: V,
): { merged: V; conflicts: Conflict<V>[] } {
  const names = Object.keys(base) as (keyof V & string)[]
  const untouched = names.filter((name) => same(mine[name], base[name]))
  const conflicts = names
    .filter((name) => !untouched.includes(name))
    .filter((name) => !same(theirs[name], base[name]) && !same(theirs[name], mine[name]))
    .map((name) => ({ name, theirs: theirs[name] }))
  const taken = Object.fromEntries(untouched.map((name) => [name, theirs[name]])) as Partial<V>
  return { merged: { ...mine, ...taken }, conflicts }
}
