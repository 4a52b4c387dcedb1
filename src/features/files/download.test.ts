import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { attachment, downloadHeaders } from './download.ts'

it.each([
  ['part.step', 'attachment; filename="part.step"'],
  ['a b;c=d.stl', 'attachment; filename="a b;c=d.stl"'],
  ['say "hi".pdf', `attachment; filename="say _hi_.pdf"; filename*=UTF-8''say%20%22hi%22.pdf`],
  ['100%.pdf', `attachment; filename="100_.pdf"; filename*=UTF-8''100%25.pdf`],
  ['Gehäuse.step', `attachment; filename="Geh_use.step"; filename*=UTF-8''Geh%C3%A4use.step`],
  [
    "l'été (1)*.pdf",
    `attachment; filename="l'_t_ (1)*.pdf"; filename*=UTF-8''l%27%C3%A9t%C3%A9%20%281%29%2A.pdf`,
  ],
  ['図面.dxf', `attachment; filename="__.dxf"; filename*=UTF-8''%E5%9B%B3%E9%9D%A2.dxf`],
])('%s', (name, header) => {
  expect(attachment(name)).toBe(header)
})

test('whatever the name, the header is plain ASCII and the exact name can be read from it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      const header = attachment(name)
      expect(header).toMatch(/^attachment; filename="[^"\\]*"(; filename\*=UTF-8''[\w!#$&+.^`|~%-]+)?$/)
      expect(header).toMatch(/^[\x20-\x7e]+$/)
      const exact = /filename\*=UTF-8''(.+)$/.exec(header)?.[1]
      expect(exact === undefined ? /"(.*)"/.exec(header)?.[1] : decodeURIComponent(exact)).toBe(name)
    }),
  )
})

test('a stranger’s page is saved, not shown, and has no origin', () => {
  expect(downloadHeaders({ name: 'a.html', media_type: 'text/html' }, 12)).toEqual({
    'content-type': 'text/html',
    'content-length': '12',
    'content-disposition': 'attachment; filename="a.html"',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  })
})
