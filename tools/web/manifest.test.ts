import { expect, test } from 'vitest'
import { circular, type Manifest, reach } from './manifest.ts'

const manifest: Manifest = {
  'index.html': { file: 'a.js', isEntry: true, imports: ['_shared.js'], dynamicImports: ['list', 'shape'] },
  '_shared.js': { file: 'b.js' },
  list: { file: 'c.js', imports: ['_shared.js', 'index.html'], dynamicImports: ['dialog'] },
  shape: { file: 'd.js', imports: ['_shared.js'] },
  dialog: { file: 'e.js', imports: ['list'] },
}

test('what loads at once: a file with its imports, and theirs', () => {
  expect(reach(manifest, ['index.html'], { later: false })).toEqual(new Set(['index.html', '_shared.js']))
})

test('a page counts with what it loads later on, and not with other pages', () => {
  const first = reach(manifest, ['index.html'], { later: false })
  expect(reach(manifest, ['list'], { later: true, but: first })).toEqual(new Set(['list', 'dialog']))
  expect(reach(manifest, ['shape'], { later: true, but: first })).toEqual(new Set(['shape']))
})

test('files that need each other in a circle are found; who only leads there is not one of them', () => {
  expect(circular(manifest)).toEqual([])
  const turning: Manifest = {
    entry: { file: 'a.js', imports: ['shared'] },
    shared: { file: 'b.js', imports: ['parts'] },
    parts: { file: 'c.js', imports: ['shared'] },
    later: { file: 'd.js', dynamicImports: ['later'] },
  }
  expect(circular(turning)).toEqual(['b.js', 'c.js'])
})
