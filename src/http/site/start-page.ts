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

const card = (href: string, title: string, text: string, note: string): Html =>
  html`<li class="card"><h3><a href="${href}">${title}</a></h3><p>${text}</p><p class="note">${note}</p></li>`

const cards = ({ rows, errorCount }: Deployment): Html =>
  html`<ul class="cards">
${[
  card(
    '/docs/api',
    'API reference',
    'Every operation with its schemas, who may call it, and a place to try it.',
    `${rows.length} operations`,
  ),
  card(
    '/api/openapi.json',
    'OpenAPI',
    'The same operations as a document for code generators and other programs.',
    '3.1, JSON',
  ),
  card(
    '/docs/errors',
    'Error codes',
    'What each refusal means and what to do about it. Every error links to its page.',
    `${errorCount} codes`,
  ),
  card('/readyz', 'Health', 'Whether the database and the file storage answer.', 'healthz, readyz'),
]}
</ul>`

/** Commands of a first call, with a comment above each. */
const firstCall = (apiUrl: string): Html =>
  html`<pre tabindex="0"><code><span class="comment"># who does this token act for?</span>
curl ${apiUrl}/token \\
  -H <span class="text">"Authorization: Bearer pat_…"</span>

<span class="comment"># a shop's own programs send a tenant API key</span>
curl ${apiUrl}/workspace \\
  -H <span class="text">"X-API-Key: fwk_…"</span></code></pre>`

const facts = ({ baseUrl, apiUrl, version }: Deployment): Html =>
  html`<dl class="facts">
<div><dt>Site</dt><dd><code>${baseUrl}</code></dd></div>
<div><dt>API</dt><dd><code>${apiUrl}</code></dd></div>
<div><dt>Version</dt><dd><code>${version}</code></dd></div>
</dl>`

/** `/`: what this deployment is and where to go from here. */
export const startPage = (deployment: Deployment): string =>
  renderPage({
    title: 'Fabwire',
    section: 'start',
    main: html`<section class="hero">
<h1>Made to order, <em>wired through.</em></h1>
<p class="lead">This is a Fabwire deployment: the customer and developer platform of a fab shop. Parts become quotes,
orders, shipments and invoices, and every step is an API call and a signed webhook.</p>
<p class="doors"><a class="door" href="/login">Sign in</a> <a href="/signup">Create an account</a></p>
${facts(deployment)}
</section>
<section aria-labelledby="go">
<h2 id="go">Find your way</h2>
${cards(deployment)}
</section>
<section aria-labelledby="first">
<h2 id="first">A first call</h2>
<p>Programs act for a user with a personal access token, or for the whole shop with a tenant API key. Send exactly
one of them, in its header, never in a URL.</p>
${firstCall(deployment.apiUrl)}
</section>`,
  })
