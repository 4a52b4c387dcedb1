import { createHash } from 'node:crypto'
import { Html } from './html.ts'

/**
 * One sheet for A4 and Letter: the printer's dialog decides, so no size is set. Sizes in points and millimetres, as
 * paper has them. No font is fetched.
 */
const style = `
:root { color-scheme: light; --ink: #1b2430; --soft: #5b6675; --line: #cfd6de; --accent: #1f4f7a; }
* { box-sizing: border-box; }
body { margin: 0; background: #e8ebef; color: var(--ink);
  font: 9.5pt/1.45 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
main { position: relative; width: 210mm; max-width: 100%; min-height: 270mm; margin: 8mm auto; padding: 16mm 18mm;
  background: #fff; box-shadow: 0 1px 6px rgb(0 0 0 / 18%); display: flex; flex-direction: column; }
address { font-style: normal; }
.letterhead { display: flex; justify-content: space-between; align-items: flex-start; gap: 10mm;
  padding-bottom: 5mm; border-bottom: 1.5pt solid var(--accent); }
.letterhead img { display: block; max-height: 20mm; max-width: 70mm; }
.shop { font-size: 15pt; font-weight: 700; line-height: 1.2; letter-spacing: -0.01em; overflow-wrap: anywhere; }
.letterhead address { text-align: right; font-size: 8pt; color: var(--soft); overflow-wrap: anywhere; }
.heads { display: flex; justify-content: space-between; gap: 10mm; margin: 10mm 0 9mm; }
.to { flex: 1 1 auto; min-width: 0; overflow-wrap: anywhere; }
.sender { margin: 0 0 2mm; font-size: 6.5pt; color: var(--soft); }
.label { margin: 0 0 1mm; font-size: 7.5pt; font-weight: 600; letter-spacing: 0.05em; text-transform: uppercase;
  color: var(--soft); }
.facts { display: grid; grid-template-columns: auto auto; gap: 0.8mm 6mm; align-content: start; margin: 0; flex: none;
  max-width: 55%; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; text-align: right; font-weight: 600; overflow-wrap: anywhere; }
h1 { margin: 0 0 4mm; font-size: 16pt; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 1.5mm; font-size: 9.5pt; break-after: avoid; }
.mark { margin-left: 3mm; padding: 0.6mm 2.4mm; border: 1pt solid currentColor; border-radius: 1mm; font-size: 9pt;
  font-weight: 700; letter-spacing: 0.08em; text-transform: uppercase; vertical-align: middle; color: #a3261c; }
.mark.good { color: #1d6b3c; }
p { margin: 0 0 3mm; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
thead { display: table-header-group; }
th { padding: 1.6mm 2mm; border-bottom: 1pt solid var(--ink); font-size: 7.5pt; letter-spacing: 0.04em;
  text-transform: uppercase; text-align: left; vertical-align: bottom; color: var(--soft); }
td { padding: 1.6mm 2mm; border-bottom: 0.5pt solid var(--line); vertical-align: top; }
tr { break-inside: avoid; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
.part { font-weight: 600; overflow-wrap: anywhere; }
.about { font-size: 8pt; color: var(--soft); overflow-wrap: anywhere; white-space: pre-line; }
.n { text-align: right; white-space: nowrap; }
.c { width: 8mm; color: var(--soft); }
.break td:not([rowspan]) { border-bottom-style: dotted; }
.sums { width: 90mm; max-width: 100%; margin: 4mm 0 0 auto; break-inside: avoid; }
.sums th { border: 0; font-size: inherit; letter-spacing: 0; text-transform: none; font-weight: 400;
  color: inherit; padding: 1mm 2mm 1mm 0; overflow-wrap: anywhere; }
.sums td { border: 0; padding: 1mm 0; }
.sums .total th, .sums .total td { padding-top: 2mm; border-top: 1pt solid var(--ink); font-size: 11pt;
  font-weight: 700; }
.notes { margin-top: 8mm; display: flex; flex-wrap: wrap; gap: 5mm 12mm; break-inside: avoid; }
.notes section { flex: 1 1 60mm; min-width: 0; overflow-wrap: anywhere; }
.notes p { margin: 0; white-space: pre-line; }
.signature { margin-top: 18mm; width: 80mm; max-width: 100%; border-top: 0.5pt solid var(--ink); padding-top: 1mm;
  font-size: 8pt; color: var(--soft); break-inside: avoid; }
footer { margin-top: auto; padding-top: 8mm; font-size: 7.5pt; color: var(--soft); text-align: center;
  overflow-wrap: anywhere; }
@media (max-width: 640px) {
  main { margin: 0; padding: 6mm 5mm; }
  .heads, .letterhead { flex-direction: column; gap: 6mm; }
  .letterhead address { text-align: left; }
  .facts { max-width: none; }
  .facts dd { text-align: left; }
  .wide { overflow-x: auto; }
  .wide table { min-width: 150mm; }
}
@page { margin: 14mm 16mm 16mm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 7.5pt; } }
@media print {
  body { background: none; }
  main { width: auto; min-height: 0; margin: 0; padding: 0; box-shadow: none; display: block; }
  .heads { margin: 7mm 0 6mm; }
  .notes { margin-top: 6mm; }
  footer { margin-top: 4mm; padding-top: 3mm; }
}
`

/** As it stands in a page: its hash is that of the text between the tags, so nothing in it may be escaped. */
export const styleElement = new Html(`<style>${style}</style>`)

const hash = createHash('sha256').update(style).digest('base64')

/** Nothing runs and nothing is fetched; the style is the one above, pictures stand in the page. */
export const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hash}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
