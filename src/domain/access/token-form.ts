/** `pat`: a user's personal access token. `fwk`: a tenant API key. */
export type TokenKind = 'pat' | 'fwk'

const randomHexLength = 56
const checksumHexLength = 8
const form = /^(pat|fwk)_([0-9a-f]{56})([0-9a-f]{8})$/
const anywhere = /(?:pat|fwk)_[0-9a-f]{64}/

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

/** CRC-32 (IEEE, as zlib's) of an ASCII string. */
function crc32(ascii: string): number {
  let c = 0xffffffff
  for (let i = 0; i < ascii.length; i++) c = (crcTable[(c ^ ascii.charCodeAt(i)) & 0xff] ?? 0) ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

/** The last 8 hex of a token: CRC-32 of `fabwire:<kind>:` and the 56 random hex (product.md). */
export const tokenChecksum = (kind: TokenKind, randomHex: string): string =>
  crc32(`fabwire:${kind}:${randomHex}`).toString(16).padStart(checksumHexLength, '0')

/** A whole token from 28 random bytes written as 56 lower-case hex. */
export function composeToken(kind: TokenKind, randomHex: string): string {
  if (randomHex.length !== randomHexLength) throw new RangeError('a token needs 56 random hex digits')
  return `${kind}_${randomHex}${tokenChecksum(kind, randomHex)}`
}

/** True when the text has a token's form and its checksum fits: junk is refused without a database. */
export function isWellFormedToken(kind: TokenKind, text: string): boolean {
  const match = form.exec(text)
  return match !== null && match[1] === kind && match[3] === tokenChecksum(kind, match[2] ?? '')
}

/** True when something that looks like a token stands anywhere in the text. */
export const containsToken = (text: string): boolean => anywhere.test(text)

/** What a list may show of a token: its kind and the first 8 hex. */
export const tokenPrefix = (token: string): string => token.slice(0, 12)
