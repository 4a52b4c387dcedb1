import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { newWebhookSecret, prepareKey, signHeaders } from '../src/engine/signature.ts'
import {
  likelyCauses,
  type Playground,
  verifyPlain,
  verifyStandard,
} from '../web/pages/developers/signature.ts'

const body = '{"id":1,"type":"webhook.test","data":{"title":"Größe ∅"}}'

function delivered(secret: string, atSeconds = 1_747_306_800): Playground {
  const key = prepareKey(secret)
  const flat = signHeaders({
    eventId: 1,
    eventType: 'webhook.test',
    audience: 'customer',
    body,
    timestampSeconds: atSeconds,
    primary: key,
    all: [key],
  })
  const header = (name: string) => flat[flat.findIndex((one) => one.toLowerCase() === name) + 1] ?? ''
  return {
    secret,
    body,
    plain: header('x-fabdigit-signature'),
    id: header('webhook-id'),
    timestamp: header('webhook-timestamp'),
    standard: header('webhook-signature'),
  }
}

describe('the playground', () => {
  test('finds what the engine signs right, in both ways', async () => {
    const input = delivered(newWebhookSecret())
    expect(await verifyPlain(input)).toMatchObject({ matches: true })
    expect(await verifyStandard(input)).toMatchObject({ matches: true })
  })

  test('finds one changed byte, another secret and another time', async () => {
    const input = delivered(newWebhookSecret())
    for (const change of [{ body: `${body} ` }, { secret: newWebhookSecret() }]) {
      expect((await verifyPlain({ ...input, ...change })).matches).toBe(false)
      expect((await verifyStandard({ ...input, ...change })).matches).toBe(false)
    }
    expect((await verifyStandard({ ...input, timestamp: '1' })).matches).toBe(false)
  })

  test('takes any of several signatures, as during a rotation', async () => {
    const input = delivered(newWebhookSecret())
    expect((await verifyStandard({ ...input, standard: `v1,AAAA ${input.standard}` })).matches).toBe(true)
  })

  test('a secret that is none matches nothing', async () => {
    expect(await verifyStandard({ ...delivered(newWebhookSecret()), secret: '§§§' })).toMatchObject({
      matches: false,
      expected: '',
    })
  })

  test('names usual causes', () => {
    const input = delivered(newWebhookSecret(), 1_000)
    expect(likelyCauses(input, 1_000_000)).toEqual([])
    expect(likelyCauses({ ...input, secret: ' wrong', body: '{\n}' }, 2_000_000)).toHaveLength(4)
  })
})

test('the playground sends nothing: it calls no network', () => {
  const source = readFileSync(new URL('../web/pages/developers/signature.ts', import.meta.url), 'utf8')
  expect(source).not.toMatch(/fetch|XMLHttpRequest|WebSocket|sendBeacon/)
})
