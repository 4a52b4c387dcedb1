import { html } from './html.ts'
import { renderPage } from './layout.ts'

/** For people who followed a link that leads nowhere; programs get problem details. */
export const notFoundPage = (): string =>
  renderPage({
    title: 'Page not found',
    main: html`<div class="prose">
<p class="tags"><span class="status status-4">404</span></p>
<h1>Page not found</h1>
<p class="lead">There is no page at this address.</p>
<p><a href="/">Start page</a> · <a href="/docs">Developer guide</a> · <a href="/docs/api">API reference</a> · <a href="/docs/errors">Error codes</a></p>
</div>`,
  })
