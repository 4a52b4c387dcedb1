import { assetPaths } from './assets.ts'
import { type Html, html } from './html.ts'

/** The pages that the header leads to; a page says which of them it belongs to. */
const sections = { start: '/', guide: '/docs', reference: '/docs/api', errors: '/docs/errors' } as const
export type Section = keyof typeof sections

export interface Page {
  title: string
  section?: Section
  /** One or two sentences, for search engines. */
  description?: string
  /** The page's own address, whatever it was reached by. */
  canonical?: string
  /** Room for contents at the side. */
  isWide?: boolean
  main: Html
}

const navigation: readonly [Section, string][] = [
  ['guide', 'Guide'],
  ['reference', 'API reference'],
  ['errors', 'Errors'],
]

/** The bar at the top of a page. */
export function bar(current: Section | undefined): Html {
  const links = navigation.map(
    ([section, label]) =>
      html`<a href="${sections[section]}"${section === current ? html` aria-current="page"` : ''}>${label}</a>`,
  )
  return html`<nav class="top" aria-label="Site">
<a class="brand" href="/"><img src="${assetPaths.mark}" alt="" width="28" height="28">Fabwire</a>
${links}
</nav>`
}

/** What the head of every page says. */
export const head = (
  title: string,
  { description, canonical, isWide }: Partial<Page> = {},
): Html => html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>${
  description === undefined
    ? ''
    : html`
<meta name="description" content="${description}">`
}${
  canonical === undefined
    ? ''
    : html`
<link rel="canonical" href="${canonical}">`
}
<link rel="icon" type="image/svg+xml" href="${assetPaths.mark}">
<link rel="stylesheet" href="${assetPaths.style}">${
  isWide
    ? html`
<link rel="stylesheet" href="${assetPaths.guideStyle}">`
    : ''
}`

/** A whole document around a page's content. */
export const renderPage = ({ title, section, main, ...page }: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
${head(section === 'start' ? title : `${title} · Fabwire`, page)}
</head>
<body class="page${page.isWide ? ' spacious' : ''}">
<a class="skip" href="#main">Skip to content</a>
${bar(section)}
<main id="main">
${main}
</main>
<footer class="bottom">Fabwire, self-hosted. What it serves stays on this host.</footer>
</body>
</html>
`.text
