import {
  type EventType,
  envelopeSchema,
  eventCatalogue,
  exampleEnvelope,
  isEventType,
  publishable,
} from '../../../contract/events/index.ts'
import type { Json } from '../../../contract/openapi/json.ts'
import { html } from '../html.ts'
import { audienceOf } from './event-pieces.ts'
import { codeBlock, jsonBlock } from './highlight.ts'
import { type Chapter, type Heading, heading } from './markdown.ts'
import { schemaTable } from './schema-table.ts'
import { code } from './table.ts'

const headings: Heading[] = [
  { id: 'example', text: 'Example' },
  { id: 'members', text: 'Members' },
  { id: 'try', text: 'Try it' },
  { id: 'schema', text: 'JSON Schema' },
]

const subscribe = (apiUrl: string, type: EventType): string =>
  `curl -X POST ${apiUrl}/webhooks \\
  -H "Authorization: Bearer $FABWIRE_TOKEN" -H "Content-Type: application/json" \\
  -d '{"url": "https://example.com/hook", "event_types": ["${type}"]}'`

const publish = (apiUrl: string, type: EventType): string =>
  `curl -X POST ${apiUrl}/events \\
  -H "X-API-Key: $FABWIRE_KEY" -H "Content-Type: application/json" \\
  -d '${JSON.stringify({ type, user_id: 1024, is_test: true, data: eventCatalogue[type].example }, null, 2).replaceAll("'", '’')}'`

const sendTest = (apiUrl: string): string =>
  `curl -X POST ${apiUrl}/webhooks/$WEBHOOK_ID/test -H "Authorization: Bearer $FABWIRE_TOKEN"`

const trying = (apiUrl: string, type: EventType) => {
  if (type === 'webhook.test')
    return html`<p>Send one to a webhook of yours:</p>${codeBlock(sendTest(apiUrl), 'bash')}`
  const forShops = html`<p>A shop can publish one as a test. <code>user_id</code> is a customer of the workspace:</p>
${codeBlock(publish(apiUrl, type), 'bash')}`
  return html`<p>Subscribe to it:</p>${codeBlock(subscribe(apiUrl, type), 'bash')}${publishable(type) ? forShops : ''}`
}

/** The page of one event type; undefined for a type that there is not. */
export function eventPage(type: string, apiUrl: string): (Chapter & { type: EventType }) | undefined {
  if (!isEventType(type)) return undefined
  const { description } = eventCatalogue[type]
  const schema = envelopeSchema(type)
  const who = publishable(type)
    ? 'The server makes it from its own records; a shop may publish it, too.'
    : 'Only the server can make it.'
  return {
    type,
    title: type,
    lead: html`<p>${description}</p>`,
    description: `The event ${type}: ${description}`,
    headings,
    body: html`<p>It goes to webhooks of: ${audienceOf(type)}. ${who}</p>
${heading(2, 'example', html`Example`)}
${jsonBlock(exampleEnvelope(type))}
${heading(2, 'members', html`Members`)}
${schemaTable(`Members of ${type}`, schema as Json)}
<p>Members of <code>data</code> beyond ${code('title')}, ${code('message')} and ${code('project_no')} are there where they are known. Let
your program ignore members that it does not know: more may come.</p>
${heading(2, 'try', html`Try it`)}
${trying(apiUrl, type)}
${heading(2, 'schema', html`JSON Schema`)}
<details class="fold"><summary>Draft 2020-12, of the whole envelope</summary>${jsonBlock(schema)}</details>`,
  }
}
