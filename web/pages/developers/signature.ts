/** What a receiver computes from a request, and how it compares (reference 001, and Standard Webhooks). */
export interface Verdict {
  name: string
  /** The text that is signed. */
  signed: string
  expected: string
  received: string
  matches: boolean
}

export interface Playground {
  secret: string
  /** The exact bytes of the body, as text. */
  body: string
  /** The header X-FabDigit-Signature. */
  plain: string
  /** The headers webhook-id, webhook-timestamp and webhook-signature. */
  id: string
  timestamp: string
  standard: string
}

const utf8 = new TextEncoder()

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8.encode(text)))
}

/** The bytes behind `whsec_`; null when they are no base64. */
function decodedKey(secret: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

export async function verifyPlain({ secret, body, plain }: Playground): Promise<Verdict> {
  const expected = `sha256=${hex(await hmac(utf8.encode(secret), body))}`
  const received = plain.trim()
  return { name: 'X-FabDigit-Signature', signed: body, expected, received, matches: expected === received }
}

export async function verifyStandard({
  secret,
  body,
  id,
  timestamp,
  standard,
}: Playground): Promise<Verdict> {
  const signed = `${id}.${timestamp}.${body}`
  const key = decodedKey(secret)
  const expected = key === null || key.length === 0 ? '' : `v1,${base64(await hmac(key, signed))}`
  const received = standard.trim()
  return {
    name: 'webhook-signature',
    signed,
    expected,
    received,
    matches: expected !== '' && received.split(' ').includes(expected),
  }
}

const skewSeconds = 300

/** What is most often wrong, where it can be told. */
export function likelyCauses(input: Playground, nowMs: number): string[] {
  const age = nowMs / 1_000 - Number(input.timestamp)
  return [
    !input.secret.startsWith('whsec_') &&
      'The secret begins with whsec_; the plain signature is keyed with the whole text.',
    input.secret !== input.secret.trim() && 'There is white space around the secret.',
    /^\s*[[{][\s\S]*\n/.test(input.body) &&
      'The body has line breaks: sign the bytes as they came, not a parsed and printed copy.',
    input.timestamp !== '' &&
      Math.abs(age) > skewSeconds &&
      `The timestamp is ${Math.round(Math.abs(age))} s ${age > 0 ? 'old' : 'ahead'}: is the clock right?`,
  ].filter((cause) => cause !== false)
}
