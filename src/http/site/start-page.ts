import { type EventType, eventCatalogue, eventTypes } from '../../contract/events/index.ts'
import type { RouteRow } from '../../contract/route.ts'
import { type Html, html } from './html.ts'
import { renderPage } from './layout.ts'

export interface Deployment {
  /** Origin of the site. */
  baseUrl: string
  /** Where the API's paths begin. */
  apiUrl: string
  version: string
  rows: readonly RouteRow[]
  errorCount: number
}

/** What a job tells on its way, in the words of the catalogue. */
const trail: readonly EventType[] = [
  'quote.ready',
  'order.placed',
  'order.production_started',
  'order.shipped',
  'invoice.paid',
]

const job = (): Html => html`<figure class="trail">
<figcaption>What one job tells</figcaption>
<ol>${trail.map(
  (type) => html`<li><code>${type}</code><span>${eventCatalogue[type].example.message}</span></li>\n`,
)}</ol>
</figure>`

const sides: readonly (readonly [title: string, text: string, points: readonly string[]])[] = [
  [
    'For the shop',
    'The whole way of a job in one place, on your own machine.',
    [
      'Price, produce, ship and invoice; with roles, an audit log and numbers of your own',
      'CAD files that are understood: size, volume and a look at the part',
      'PostgreSQL inside: nothing else to install, nothing to rent',
    ],
  ],
  [
    'For its customers',
    'They upload, ask, accept and follow, without a call or a mail.',
    [
      'Quotes with quantities to choose from; orders with a timeline',
      'Every step in the inbox, by mail where they want it',
      'Shipments to track, invoices, and a word with the shop beside each project',
    ],
  ],
  [
    'For programmers',
    'What people do in the dashboard, programs do by the API.',
    [
      'Tokens with scopes, expiry, and rotation that stops nothing',
      'Signed webhooks that lose nothing: retries, a log of every attempt, replay',
      'A feed for who cannot be called, and samples in four languages that are tested',
    ],
  ],
]

const side = ([title, text, points]: (typeof sides)[number]): Html =>
  html`<li><h3>${title}</h3><p>${text}</p><ul>${points.map((point) => html`<li>${point}</li>`)}</ul></li>`

const card = (href: string, title: string, text: string, note: string): Html =>
  html`<li class="card"><h3><a href="${href}">${title}</a></h3><p>${text}</p><p class="note">${note}</p></li>`

const cards = ({ rows, errorCount }: Deployment): Html =>
  html`<ul class="cards">
${[
  card(
    '/docs',
    'Developer guide',
    'From the first call to an integration that loses nothing.',
    'two minutes to begin',
  ),
  card(
    '/docs/events',
    'Events',
    'What is told, when and to whom; each with its schema and an example.',
    `${eventTypes.length} types`,
  ),
  card(
    '/docs/api',
    'API reference',
    'Every operation with its schemas, who may call it, and a place to try it.',
    `${rows.length} operations`,
  ),
  card(
    '/docs/errors',
    'Error codes',
    'What each refusal means and what to do about it.',
    `${errorCount} codes`,
  ),
]}
</ul>`

/** Commands of a first call, with a comment above each. */
const firstCall = (apiUrl: string): Html =>
  html`<pre tabindex="0"><code><span class="comment"># who does this token act for?</span>
curl ${apiUrl}/token \\
  -H <span class="text">"Authorization: Bearer pat_…"</span>

<span class="comment"># tell me when something ships</span>
curl -X POST ${apiUrl}/webhooks \\
  -H <span class="text">"Authorization: Bearer pat_…"</span> -H <span class="text">"Content-Type: application/json"</span> \\
  -d <span class="text">'{"url": "https://example.com/hook", "event_types": ["order.shipped"]}'</span></code></pre>`

const facts = ({ baseUrl, apiUrl, version }: Deployment): Html =>
  html`<dl class="facts">
<div><dt>Site</dt><dd><code>${baseUrl}</code></dd></div>
<div><dt>API</dt><dd><code>${apiUrl}</code></dd></div>
<div><dt>OpenAPI 3.1</dt><dd><a href="/api/openapi.json">openapi.json</a></dd></div>
<div><dt>Health</dt><dd><a href="/readyz">readyz</a></dd></div>
<div><dt>Version</dt><dd><code>${version}</code></dd></div>
</dl>`

/** `/`: what this deployment is and where to go from here. */
export const startPage = (deployment: Deployment): string =>
  renderPage({
    title: 'Fabwire',
    section: 'start',
    description:
      'The customer and developer platform of a fab shop: quotes, orders, shipments and invoices, each step an API call and a signed webhook.',
    canonical: `${deployment.baseUrl}/`,
    main: html`<section class="hero">
<div>
<h1>Made to order, <em>wired through.</em></h1>
<p class="lead">From the uploaded part to the paid invoice: one place for the shop and its customers, where every step is
an API call and a signed webhook.</p>
<p class="doors"><a class="door" href="/login">Sign in</a> <a href="/signup">Create an account</a> <a href="/docs">Read the guide</a></p>
</div>
${job()}
</section>
<section aria-labelledby="whom">
<h2 id="whom">One job, three kinds of people</h2>
<ul class="sides">${sides.map(side)}</ul>
</section>
<section aria-labelledby="go">
<h2 id="go">Build on it</h2>
${cards(deployment)}
</section>
<section aria-labelledby="first">
<h2 id="first">A first call</h2>
<p>Make a token under <a href="/developers/tokens">Developers → Tokens</a>, and ask. A shop’s own systems send a tenant
API key as <code>X-API-Key</code> instead. The <a href="/docs">guide</a> goes on from here.</p>
${firstCall(deployment.apiUrl)}
</section>
<section aria-labelledby="here">
<h2 id="here">This server</h2>
${facts(deployment)}
</section>`,
  })
