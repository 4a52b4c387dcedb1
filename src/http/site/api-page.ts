import { assetPaths } from './assets.ts'
import { html } from './html.ts'
import { bar, head } from './layout.ts'

/**
 * What the API reference may do: it styles itself inline, so styles are open; scripts, and whom it talks to, are not.
 */
export const apiPagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** `/docs/api`: Scalar over our own OpenAPI document, from files of ours alone. */
export const apiPage = (): string =>
  html`<!doctype html>
<html lang="en">
<head>
${head('API reference · Fabwire')}
<script type="module" src="${assetPaths.reference}"></script>
</head>
<body class="reference">
${bar('reference')}
<div id="reference" data-bundle="${assetPaths.scalar}" data-document="/api/openapi.json"></div>
<noscript>The reference needs JavaScript. The <a href="/api/openapi.json">OpenAPI document</a> does not.</noscript>
</body>
</html>
`.text
