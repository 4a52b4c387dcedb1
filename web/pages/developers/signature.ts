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

/** How old a timestamp is, in seconds; negative for one that is ahead, null for none. */
export function skewOf(timestamp: string, nowMs: number): number | null {
  const at = Number(timestamp.trim())
  return timestamp.trim() === '' || !Number.isFinite(at) ? null : Math.round(nowMs / 1_000 - at)
}

export const isSkewed = (seconds: number): boolean => Math.abs(seconds) > skewSeconds

/** What is most often wrong, where it can be told. */
export function likelyCauses(input: Playground, nowMs: number): string[] {
  const age = skewOf(input.timestamp, nowMs)
  return [
    !input.secret.trim().startsWith('whsec_') &&
      'The secret begins with whsec_; the plain signature is keyed with the whole text.',
    input.secret !== input.secret.trim() && 'There is white space around the secret.',
    /^\s*[[{][\s\S]*\n/.test(input.body) &&
      'The body has line breaks: sign the bytes as they came, not a parsed and printed copy.',
    input.body !== input.body.trim() && 'There is white space around the body; it is signed without.',
    input.plain.trim() !== '' &&
      !input.plain.trim().startsWith('sha256=') &&
      'X-FabDigit-Signature begins with sha256=.',
    input.standard.trim() !== '' &&
      !input.standard.includes('v1,') &&
      'webhook-signature has parts that begin with v1, and are set apart by spaces.',
    input.standard.trim() !== '' &&
      (input.id.trim() === '' || age === null) &&
      'webhook-signature covers webhook-id and webhook-timestamp too: give both.',
    age !== null &&
      isSkewed(age) &&
      `The timestamp is ${Math.abs(age)} s ${age > 0 ? 'old' : 'ahead'}: receivers refuse more than ${skewSeconds} s, so is the clock right?`,
  ].filter((cause) => cause !== false)
}

/** A delivery that verifies, made here with a secret that is used for nothing. */
export async function sampleDelivery(nowMs: number): Promise<Playground> {
  const secret = `whsec_${base64(crypto.getRandomValues(new Uint8Array(32)))}`
  const input: Playground = {
    secret,
    body: '{"id":91425,"type":"order.shipped","user_id":1024,"created_at":"2026-05-15T11:00:00.000Z","is_test":true,"data":{"title":"Your order shipped","message":"Tracking #1Z123…","project_no":"P-20260515-0001"}}',
    plain: '',
    id: '91425',
    timestamp: String(Math.floor(nowMs / 1_000)),
    standard: '',
  }
  const [plain, standard] = await Promise.all([verifyPlain(input), verifyStandard(input)])
  return { ...input, plain: plain.expected, standard: standard.expected }
}
