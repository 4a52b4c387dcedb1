import { createHmac, timingSafeEqual } from 'node:crypto'

const toleranceSeconds = 300

/** Compares without telling by its duration where two texts differ. */
function same(a, b) {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

/**
 * The Standard Webhooks signature: it covers id, time and body. Prefer it.
 * rawBody: the bytes as they came (Buffer). headers: request.headers. secrets: yours; two while you rotate.
 */
export function verifyStandard(rawBody, headers, secrets, nowSeconds = Date.now() / 1000) {
  const id = headers['webhook-id'] ?? ''
  const timestamp = headers['webhook-timestamp'] ?? ''
  const signatures = (headers['webhook-signature'] ?? '').split(' ')

  // A recorded request that somebody sends again is refused. Number('') is 0, so no time is an old one.
  if (!(Math.abs(nowSeconds - Number(timestamp)) <= toleranceSeconds)) return false

  return secrets.some((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(rawBody).digest('base64')
    return signatures.some((signature) => same(signature, `v1,${mac}`))
  })
}

/** The plain signature: it covers the body alone, keyed with the secret exactly as you were shown it. */
export function verifyPlain(rawBody, headers, secrets) {
  const signature = headers['x-fabdigit-signature'] ?? ''
  return secrets.some((secret) => {
    const mac = createHmac('sha256', secret).update(rawBody).digest('hex')
    return same(signature, `sha256=${mac}`)
  })
}
