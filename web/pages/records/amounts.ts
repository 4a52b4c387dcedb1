import { minorDigits } from '../../../src/domain/money.ts'

/**
 * Minor units of an amount as people type it: `12.5` USD is 1250. NaN for what is none, or has more decimals than the
 * currency: the server then says which field is wrong.
 */
export function toMinor(typed: string, currency: string): number {
  const match = /^(\d+)(?:[.,](\d+))?$/.exec(typed.trim())
  if (match === null || !/^[A-Z]{3}$/.test(currency)) return Number.NaN
  const places = minorDigits(currency)
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > places) return Number.NaN
  return Number(match[1]) * 10 ** places + Number(fraction.padEnd(places, '0'))
}
