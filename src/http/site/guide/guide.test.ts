import { describe, expect, test } from 'vitest'
import { envelopeSchema, eventCatalogue, eventTypes } from '../../../contract/events/index.ts'
import { sentHeaders } from '../../../contract/openapi/webhooks.ts'
import { keyEnvironments } from '../../../domain/access/principal.ts'
import { keyScopes, patScopes } from '../../../domain/access/scopes.ts'
import { deliveryStatuses, disabledReasons } from '../../../domain/delivery/states.ts'
import { newWebhookSecret, prepareKey, signHeaders } from '../../../engine/signature.ts'
import { readConfig } from '../../../platform/config.ts'
import { failureCatalogue } from '../../../platform/outbound/index.ts'
import { row } from '../../testing/http-app.ts'
import { escapeHtml } from '../html.ts'
import { type Deployment, guideOf, guidePaths } from './index.ts'
import { renderChapter } from './markdown.ts'

const baseUrl = 'https://fab.example.com'

const deployment = (environment: Record<string, string> = {}): Deployment => ({
  rows: [row({})],
  settings: readConfig(environment),
  baseUrl,
  apiUrl: `${baseUrl}/api`,
})

async function page(path: string, environment?: Record<string, string>): Promise<string> {
  const text = await guideOf(() => deployment(environment))(path)
  if (text === undefined) throw new Error(`no page at ${path}`)
  return text
}

/** What a page lacks of what it should say. */
const lacking = (text: string, said: readonly string[]): string[] =>
  said.filter((one) => !text.includes(`>${escapeHtml(one)}<`))

describe('every page', () => {
  test.each(guidePaths)(
    '%s has one heading, a description, its address, and no script or style of its own',
    async (path) => {
      const text = await page(path)
      expect(text.match(/<h1/g)).toHaveLength(1)
      expect(text).toMatch(/<meta name="description" content="[^"]{20,}">/)
      expect(text).toContain(`<link rel="canonical" href="${baseUrl}${path}">`)
      expect(text).toContain('Developer guide · Fabwire</title>')
      expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=|\{\{|\[\[/)
      const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
      expect(ids).toEqual([...new Set(ids)])
    },
  )

  test('there is no other', async () => {
    const guide = guideOf(() => deployment())
    for (const path of ['/docs/events/nope', '/docs/events/constructor', '/docs/nothing'])
      expect(await guide(path)).toBeUndefined()
  })

  test('shows an odd address as text', async () => {
    const odd = `${baseUrl}"><script>alert(1)</script>`
    const text = await guideOf(() => ({ ...deployment(), baseUrl: odd, apiUrl: odd }))('/docs')
    expect(text).not.toContain('<script>')
  })
})

describe('what the code knows stands in the guide', () => {
  test('every event type, with a page that has each of its members and its example', async () => {
    expect(lacking(await page('/docs/events'), eventTypes)).toEqual([])
    for (const type of eventTypes) {
      const text = await page(`/docs/events/${type}`)
      const { properties } = envelopeSchema(type) as { properties: Record<string, { properties?: object }> }
      const members = [
        ...Object.keys(properties),
        ...Object.keys(properties.data?.properties ?? {}).map((name) => `data.${name}`),
      ]
      expect(lacking(text, members)).toEqual([])
      expect(text).toContain(escapeHtml(eventCatalogue[type].description))
      expect(text).toContain(escapeHtml(eventCatalogue[type].example.title))
    }
  })

  test('every scope and every environment of a key', async () => {
    expect(lacking(await page('/docs/scopes'), [...patScopes, ...keyScopes])).toEqual([])
    expect(lacking(await page('/docs/authentication'), keyEnvironments)).toEqual([])
  })

  test('every header that the engine sends', async () => {
    const key = prepareKey(newWebhookSecret())
    const sent = signHeaders({
      eventId: 1,
      eventType: 'webhook.test',
      audience: 'customer',
      body: '{}',
      timestampSeconds: 1,
      primary: key,
      all: [key],
    }).filter((_, index) => index % 2 === 0)
    expect(lacking(await page('/docs/webhooks'), sent)).toEqual([])
    expect(sent.slice(2)).toEqual(sentHeaders.map(([name]) => name))
  })

  test('every failure with its cure, every status, every reason', async () => {
    const text = await page('/docs/deliveries')
    const failures = failureCatalogue({ host: 'The receiver', timeoutMs: 10_000 })
    expect(
      lacking(
        text,
        failures.flatMap(({ code, cure }) => [code, cure]),
      ),
    ).toEqual([])
    expect(lacking(text, [...deliveryStatuses, ...disabledReasons])).toEqual([])
  })

  test('the schedule, as the operator has set it', async () => {
    const usual = await page('/docs/deliveries')
    expect(
      lacking(usual, [
        '30 seconds',
        '2 minutes',
        '10 minutes',
        '30 minutes',
        '2 hours',
        '6 hours',
        '24 hours',
      ]),
    ).toEqual([])
    expect(usual).toContain('8 attempts')
    expect(usual).toContain('After 10 failures in a row')
    const set = await page('/docs/deliveries', {
      FABWIRE_RETRY_SCHEDULE: '5s,1d',
      FABWIRE_BREAKER_FAILURES: '3',
    })
    expect(lacking(set, ['5 seconds', '24 hours'])).toEqual([])
    expect(set).toContain('3 attempts')
    expect(set).toContain('After 3 failures in a row')
  })
})

describe('a chapter', () => {
  const chapter = (text: string) => renderChapter(`# Title\n\nLead.\n\n${text}`, { known: '<1>' }, {})

  test('takes facts and pieces by name, and no others', () => {
    expect(chapter('It is {{known}}.').body.text).toContain('It is &lt;1&gt;.')
    expect(() => chapter('{{unknown}}')).toThrow('no fact called unknown')
    expect(() => chapter('[[unknown]]')).toThrow('no piece called unknown')
  })

  test('shows markup that is written into it', () => {
    expect(chapter('a <b>bold</b> <script>').body.text).not.toMatch(/<b>|<script>/)
  })

  test('gives headings addresses, and lists those of the second level', () => {
    const { headings, body } = chapter('## What & why?\n\n### Below')
    expect(headings).toEqual([{ id: 'what-why', text: 'What & why?' }])
    expect(body.text).toContain('<h3 id="below">')
  })

  test('has a title and a lead', () => {
    expect(() => renderChapter('no title', {}, {})).toThrow()
  })
})
