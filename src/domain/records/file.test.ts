import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { cleanFileName, cleanMediaType, kindOfFile, maxFileNameLength } from './file.ts'

test.each([
  ['bracket.step', 'cad'],
  ['BRACKET.STL', 'cad'],
  ['a.stp', 'cad'],
  ['a.iges', 'cad'],
  ['a.igs', 'cad'],
  ['a.obj', 'cad'],
  ['a.3mf', 'cad'],
  ['a.dxf', 'cad'],
  ['a.pdf', 'drawing'],
  ['a.dwg', 'drawing'],
  ['a.png', 'photo'],
  ['a.jpg', 'photo'],
  ['a.JPEG', 'photo'],
  ['a.webp', 'photo'],
  ['a.heic', 'photo'],
  ['a.step.pdf', 'drawing'],
  ['a.txt', 'document'],
  ['step', 'document'],
  ['a.', 'document'],
  ['', 'document'],
])('%s is of kind %s', (name, kind) => {
  expect(kindOfFile(name)).toBe(kind)
})

describe('the name of a file', () => {
  it.each([
    ['part.step', 'part.step'],
    [' part.step ', 'part.step'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['C:\\parts\\a.stl', 'a.stl'],
    ['/a/b/c.stl', 'c.stl'],
    ['.hidden', '.hidden'],
    ['...', '...'],
    ['Gehäuse №4 — 図面.pdf', 'Gehäuse №4 — 図面.pdf'],
    ['Geha\u0308use.pdf', 'Geh\u00e4use.pdf'],
    ['<img src=x onerror=alert(1)>.png', '<img src=x onerror=alert(1)>.png'],
    ['a"b;c=d.stl', 'a"b;c=d.stl'],
    ['x'.repeat(maxFileNameLength), 'x'.repeat(maxFileNameLength)],
  ])('%j is kept as %j', (raw, name) => {
    expect(cleanFileName(raw)).toEqual({ name })
  })

  it.each([
    ['', 'needs a name'],
    ['   ', 'needs a name'],
    ['..', 'needs a name'],
    ['../', 'needs a name'],
    ['a/..', 'needs a name'],
    ['a\\', 'needs a name'],
    ['a\0.step', 'must not contain control characters'],
    ['a\0/b.step', 'must not contain control characters'],
    ['a\r\nX-Evil: 1', 'must not contain control characters'],
    ['a\u0085', 'must not contain control characters'],
    ['part\u202efdp.exe', 'must not contain control characters'],
    ['part\u2066exe', 'must not contain control characters'],
    ['x'.repeat(maxFileNameLength + 1), 'must have a name of at most 255 characters'],
  ])('%j is refused: %s', (raw, refused) => {
    expect(cleanFileName(raw)).toEqual({ refused })
  })

  it('never has a path or a control character in it, whatever comes', () => {
    const hostile = fc.constantFrom('/', '\\', '..', '.', '\0', '\n', '\u202e', 'a', ' ', 'ä', '"')
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(hostile).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(anything, (raw) => {
        const clean = cleanFileName(raw)
        if ('refused' in clean) return
        expect(clean.name).not.toMatch(/[/\\\p{Cc}]/u)
        expect(['', '.', '..']).not.toContain(clean.name)
        expect(cleanFileName(clean.name)).toEqual(clean)
      }),
    )
  })
})

test.each([
  ['model/step', 'model/step'],
  ['Image/PNG; charset=x', 'image/png'],
  ['application/vnd.ms-pki.stl', 'application/vnd.ms-pki.stl'],
  ['text/html', 'text/html'],
  ['', 'application/octet-stream'],
  ['html', 'application/octet-stream'],
  ['text/html\r\nx-evil: 1', 'application/octet-stream'],
  ['text/hätml', 'application/octet-stream'],
  [`a/${'b'.repeat(64)}`, 'application/octet-stream'],
])('the media type %j is kept as %s', (raw, kept) => {
  expect(cleanMediaType(raw)).toBe(kept)
})
