import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const toleranceSeconds = 300

const equal = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/**
 * Checks a delivery the way a receiver should, written against the documents alone: the plain signature, its
 * fingerprint, and the Standard Webhooks signature with its time. Returns what is wrong; empty when all is right.
 */
export function problemsOf(
  body: string,
  headers: IncomingHttpHeaders,
  secret: string,
  nowMs: number,
): string[] {
  const header = (name: string) => String(headers[name] ?? '')
  const plain = `sha256=${createHmac('sha256', secret).update(body, 'utf8').digest('hex')}`
  const fingerprint = createHash('sha256').update(secret).digest('hex').slice(0, 12)
  const standardKey = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = `${header('webhook-id')}.${header('webhook-timestamp')}.${body}`
  const standard = `v1,${createHmac('sha256', standardKey).update(signed).digest('base64')}`
  const age = Math.abs(nowMs / 1_000 - Number(header('webhook-timestamp')))
  const checks: [string, boolean][] = [
    ['X-FabDigit-Signature', equal(header('x-fabdigit-signature'), plain)],
    ['X-FabDigit-Signature-Fingerprint', header('x-fabdigit-signature-fingerprint') === fingerprint],
    [
      'webhook-signature',
      header('webhook-signature')
        .split(' ')
        .some((signature) => equal(signature, standard)),
    ],
    ['webhook-timestamp', age <= toleranceSeconds],
    [
      'X-FabDigit-Event-Id',
      header('x-fabdigit-event-id') === String((JSON.parse(body) as { id: number }).id),
    ],
  ]
  return checks.filter(([, right]) => !right).map(([name]) => name)
}
