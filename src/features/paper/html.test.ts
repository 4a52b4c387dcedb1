import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { html, inline, lines } from './html.ts'

test('what is put in is text', () => {
  const name = `<script>alert("1")</script> & 'x'`
  expect(html`<p title="${name}">${name}</p>`.markup).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;">' +
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</p>',
  )
})

test('pieces and lists of pieces stay what they are; nothing is nothing', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`)
  expect(html`<ul>${items}</ul>${null}${undefined}${false}${0}`.markup).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>0',
  )
})

test('no text ends a place it stands in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(html`${text}`.markup).not.toMatch(/[<>"']/)
    }),
  )
})

it.each([
  ['Hauptstr. 1\n10115 Berlin', 'Hauptstr. 1<br>10115 Berlin<br>', 'Hauptstr. 1, 10115 Berlin'],
  ['a\r\n\r\n <b> \r', 'a<br>&lt;b&gt;<br>', 'a, <b>'],
  ['', '', ''],
])('%j has its lines', (text, markup, flat) => {
  expect(html`${lines(text)}`.markup).toBe(markup)
  expect(inline(text)).toBe(flat)
})
