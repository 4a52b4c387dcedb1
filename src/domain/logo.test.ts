import { expect, it, test } from 'vitest'
import { describeLogo, maxLogoBytes, refuseLogo } from './logo.ts'

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex')
const url = (type: string, bytes: Buffer) => `data:image/${type};base64,${bytes.toString('base64')}`
const padded = (bytes: number) => Buffer.concat([png, Buffer.alloc(bytes - png.length)])

it.each([
  ['a PNG', url('png', png)],
  ['a JPEG', url('jpeg', jpeg)],
  ['as much as there may be', url('png', padded(maxLogoBytes))],
])('%s is a logo', (_, logo) => {
  expect(refuseLogo(logo)).toBeNull()
})

it.each([
  ['nothing', ''],
  ['a link', 'https://example.com/logo.png'],
  ['an SVG', url('svg+xml', Buffer.from('<svg onload="alert(1)"/>'))],
  ['a page', 'data:text/html;base64,PHNjcmlwdD4='],
  ['a PNG that is none', url('png', Buffer.from('<svg onload="alert(1)"/>'))],
  ['a PNG that says it is a JPEG', url('jpeg', png)],
  ['bytes behind the image’s base64', `${url('png', png)}"><script>`],
  ['a line break', `${url('png', png)}\n`],
  ['broken base64', `${url('png', png)}A`],
  ['parameters', url('png', png).replace(';base64', ';charset=utf-8;base64')],
  ['a byte more than there may be', url('png', padded(maxLogoBytes + 1))],
])('%s is none', (_, logo) => {
  expect(refuseLogo(logo)).toEqual(expect.any(String))
})

test('a log keeps what it was, not its pixels', () => {
  expect(describeLogo(url('png', png))).toBe('image/png, 16 bytes')
  expect(describeLogo(url('jpeg', jpeg))).toBe('image/jpeg, 10 bytes')
})
