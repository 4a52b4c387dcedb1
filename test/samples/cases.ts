import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { newWebhookSecret, prepareKey, signHeaders } from '../../src/engine/signature.ts'

/** One question to a sample: does it take this request? Header names are in lower case. */
export interface Case {
  name: string
  scheme: 'standard' | 'plain'
  body: string
  headers: Record<string, string>
  secrets: string[]
  now: number
  takes: boolean
}

interface Delivery {
  body: string
  headers: Record<string, string>
  secret: string
  now: number
}

const at = 1_778_842_800
const body = '{"id":1,"type":"order.shipped","data":{"title":"Größe M8 × 40 mm … 🔧","project_no":null}}'

/** A delivery as the engine signs it: with the first secret as the primary one, all of them in webhook-signature. */
function delivered(secrets: readonly string[]): Delivery {
  const keys = secrets.map(prepareKey)
  const flat = signHeaders({
    eventId: 91_428,
    eventType: 'order.shipped',
    audience: 'customer',
    body,
    timestampSeconds: at,
    primary: keys[0] as (typeof keys)[number],
    all: keys,
  })
  const headers: Record<string, string> = {}
  for (let index = 0; index < flat.length; index += 2)
    headers[(flat[index] ?? '').toLowerCase()] = flat[index + 1] ?? ''
  return { body, headers, secret: secrets[0] ?? '', now: at }
}

const schemes = ['standard', 'plain'] as const
type Change = Partial<Pick<Case, 'body' | 'headers' | 'secrets' | 'now'>>

const asked = (
  name: string,
  scheme: Case['scheme'],
  delivery: Delivery,
  takes: boolean,
  change: Change = {},
): Case => {
  const { secret, ...rest } = delivery
  return { name: `${scheme}: ${name}`, scheme, secrets: [secret], ...rest, ...change, takes }
}

/** What holds of any delivery that was signed right, in both schemes. */
function ofOne(name: string, delivery: Delivery): Case[] {
  const { headers, now } = delivery
  const other = newWebhookSecret()
  const header = { standard: 'webhook-signature', plain: 'x-fabdigit-signature' } as const
  const both = schemes.flatMap((scheme) => {
    const sent = headers[header[scheme]] ?? ''
    const { [header[scheme]]: _, ...unsigned } = headers
    const ask = (what: string, takes: boolean, change?: Change) =>
      asked(`${name}, ${what}`, scheme, delivery, takes, change)
    return [
      ask('as sent', true),
      ask('the right secret is the second of two', true, { secrets: [other, delivery.secret] }),
      ask('one byte more', false, { body: `${delivery.body} ` }),
      ask('another secret', false, { secrets: [other] }),
      ask('no secret', false, { secrets: [] }),
      ask('no signature', false, { headers: unsigned }),
      ask('a cut signature', false, { headers: { ...headers, [header[scheme]]: sent.slice(0, -1) } }),
      ask('no headers', false, { headers: {} }),
    ]
  })
  const ask = (what: string, takes: boolean, change: Change) =>
    asked(`${name}, ${what}`, 'standard', delivery, takes, change)
  const timed = (timestamp: string) => ({ headers: { ...headers, 'webhook-timestamp': timestamp } })
  return [
    ...both,
    ask('4 minutes old', true, { now: now + 240 }),
    ask('6 minutes old', false, { now: now + 360 }),
    ask('6 minutes ahead', false, { now: now - 360 }),
    ask('a time that was changed', false, timed(String(now + 1))),
    ask('a time that is none', false, timed('now')),
    ask('another id', false, { headers: { ...headers, 'webhook-id': '1' } }),
  ]
}

/** During the overlap of a rotation the new secret keys the plain signature, and both stand in the standard one. */
function rotated(): Case[] {
  const [next, old] = [newWebhookSecret(), newWebhookSecret()]
  const delivery = delivered([next, old])
  const ask = (scheme: Case['scheme'], what: string, takes: boolean, secrets: string[]) =>
    asked(`rotated, a receiver with ${what}`, scheme, delivery, takes, { secrets })
  return [
    ask('standard', 'the old secret', true, [old]),
    ask('standard', 'the new secret', true, [next]),
    ask('plain', 'the new secret', true, [next]),
    ask('plain', 'both', true, [old, next]),
    ask('plain', 'the old secret alone', false, [old]),
  ]
}

interface Vector {
  name: string
  secret: string
  timestamp: number
  raw_body: string
  headers: Record<string, string>
}

const lowerCased = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const fromVector = ({ name, secret, timestamp, raw_body, headers }: Vector): Case[] =>
  ofOne(name, { body: raw_body, headers: lowerCased(headers), secret, now: timestamp })

const vectorsPath = join(import.meta.dirname, '../../../shared/vectors/webhook-signatures.json')

/** Cases from vectors that others computed; undefined where they do not lie beside the checkout. */
export function sharedCases(): Case[] | undefined {
  let text: string
  try {
    text = readFileSync(vectorsPath, 'utf8')
  } catch {
    return undefined
  }
  return (JSON.parse(text) as { vectors: Vector[] }).vectors.flatMap(fromVector)
}

/** Cases that our own engine signs. */
export const ownCases = (): Case[] => [...ofOne('our own', delivered([newWebhookSecret()])), ...rotated()]
