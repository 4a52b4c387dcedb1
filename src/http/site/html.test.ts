import { expect, test } from 'vitest'
import { escapeHtml, Html, html } from './html.ts'

test('values are escaped, HTML is not', () => {
  const name = `<b title="x">Tom & 'Jerry'</b>`
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    '<p title="&lt;b title=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/b&gt;">&lt;b title=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/b&gt;</p>',
  )
  expect(html`<p>${html`<b>${name}</b>`}</p>`.text).toBe(`<p><b>${escapeHtml(name)}</b></p>`)
})

test('lists are joined, numbers written', () => {
  expect(html`<ul>${[1, 2].map((n) => html`<li>${n}</li>`)}</ul>`.text).toBe('<ul><li>1</li><li>2</li></ul>')
  expect(html`${0}`.text).toBe('0')
  expect(html`a\nb`.text).toBe('a\nb')
  expect(new Html('<i>').text).toBe('<i>')
})
