import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dashboardPages } from '../../contract/pages.ts'
import { isOutside, type Manifest, preloadsOf, sourceOf } from './preloads.ts'

const web = join(import.meta.dirname, '../../../web')

test.each(dashboardPages)('%s says where its source stands', (address) => {
  const source = sourceOf(address)
  expect(source).toBeDefined()
  expect(existsSync(join(web, source ?? ''))).toBe(true)
})

const manifest: Manifest = {
  'index.html': {
    file: 'assets/index-1.js',
    imports: ['_start.js'],
  },
  '_start.js': { file: 'assets/start-1.js' },
  '_shared.js': { file: 'assets/shared-1.js', imports: ['_start.js'] },
  'pages/shell/index.tsx': { file: 'assets/shell-1.js', imports: ['index.html', '_shared.js'] },
  'pages/records/index.ts': { file: 'assets/records-1.js', imports: ['index.html', '_shared.js'] },
  'pages/auth/login.tsx': { file: 'assets/login-1.js', imports: ['index.html', '_start.js'] },
}

const filesIn = (elements: string): string[] =>
  [...elements.matchAll(/href="\/dashboard\/assets\/([^"]+)"/g)].map((match) => match[1] ?? '').sort()

test('a page inside names its scripts and the frame once, without what the document loads anyway', () => {
  expect(filesIn(preloadsOf(manifest, '/orders/$orderId'))).toEqual([
    'records-1.js',
    'shared-1.js',
    'shell-1.js',
  ])
})

test('a page for who is not signed in needs no frame', () => {
  expect(isOutside('/login')).toBe(true)
  expect(isOutside('/home')).toBe(false)
  expect(filesIn(preloadsOf(manifest, '/login'))).toEqual(['login-1.js'])
})

test('what was not built is not named', () => {
  expect(preloadsOf({}, '/orders')).toBe('')
})
