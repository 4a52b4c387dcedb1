import type { Addressee, ShopOnPaper } from '../workspace/index.ts'
import { type Html, html, inline, lines, type Part } from './html.ts'
import { styleElement } from './style.ts'

export interface Sheet {
  shop: ShopOnPaper
  /** `Invoice I-20260515-0001`. */
  title: string
  /** Words beside the title: `draft`, `void`. */
  marks: readonly string[]
  to: { label: string; addressee: Addressee; address: string }
  /** What stands at the right of the address, in order; those without a value are left out. */
  facts: readonly (readonly [name: string, value: string | null])[]
  body: Part
}

const nameOf = ({ name, letterhead }: ShopOnPaper): string => letterhead.name ?? name

function letterheadOf(shop: ShopOnPaper): Html {
  const { logo, address = '', phone, email, website } = shop.letterhead
  const name = nameOf(shop)
  return html`<header class="letterhead">
<div class="shop">${logo === undefined ? name : html`<img src="${logo}" alt="${name}">`}</div>
<address>${[...lines(logo === undefined ? '' : name), ...lines(address)]}${[phone, email, website].map((one) => lines(one ?? ''))}</address>
</header>`
}

/** A company first, then the person. */
const addressOf = ({ addressee, address }: Sheet['to']): Html[] => [
  ...lines(addressee.company),
  ...(address.includes(addressee.name) ? [] : lines(addressee.name)),
  ...lines(address),
]

const footerOf = (shop: ShopOnPaper): string =>
  [nameOf(shop), inline(shop.letterhead.address ?? ''), shop.letterhead.tax_number]
    .filter((one) => one !== undefined && one !== '')
    .join(' · ')

/** What is as it should be; everything else asks for attention. */
const goodMarks: readonly string[] = ['accepted', 'paid']

const markOf = (mark: string): Html =>
  html` <span class="mark${goodMarks.includes(mark) && ' good'}">${mark}</span>`

/** A whole page. */
export function sheet({ shop, title, marks, to, facts, body }: Sheet): string {
  const sender = [nameOf(shop), inline(shop.letterhead.address ?? '')].filter((one) => one !== '').join(' · ')
  const shown = facts.filter(([, value]) => value !== null && value !== '')
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – ${nameOf(shop)}</title>
${styleElement}
</head>
<body>
<main>
${letterheadOf(shop)}
<div class="heads">
<div class="to"><p class="sender">${sender}</p><p class="label">${to.label}</p><address>${addressOf(to)}</address></div>
<dl class="facts">${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
</div>
<h1>${title}${marks.map(markOf)}</h1>
${body}
<footer>${footerOf(shop)}</footer>
</main>
</body>
</html>
`.markup
}
