export type Strength = 'short' | 'weak' | 'fair' | 'good'

/** The shortest password that the server takes (`contract/accounts.ts`). */
export const leastLength = 8

/** What guessers try first, whatever stands around it. */
const common = /passwor|qwert|azerty|letmein|welcome|iloveyou|admin|abc123|123456|111111|000000/i

const isOneRun = (password: string): boolean => new Set(password.toLowerCase()).size <= 3

/**
 * How long a guesser needs, roughly: length counts most, then whether it is one of the usual ones, repeats itself or
 * holds what is known of the person. Only a hint: the server asks for the length alone.
 */
export function strengthOf(password: string, known: readonly string[] = []): Strength {
  if (password.length < leastLength) return 'short'
  const lower = password.toLowerCase()
  const isKnown = known
    .flatMap((word) => word.toLowerCase().split(/[\s@.]+/))
    .some((word) => word.length > 2 && lower.includes(word))
  if (common.test(password) || isOneRun(password) || (isKnown && password.length < 16)) return 'weak'
  if (password.length >= 14) return 'good'
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length
  return password.length >= 11 && kinds > 1 ? 'good' : kinds > 2 ? 'fair' : 'weak'
}
