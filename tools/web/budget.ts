import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { boundRow, method, type Row, report } from '../../bench/harness/report.ts'
import { type Chunk, circular, type Manifest, reach } from './manifest.ts'

/**
 * `npm run web:budget [-- --json]`: what the dashboard makes a browser load, from the built files. Scripts only,
 * compressed with gzip, in kB of 1,000 bytes. Ends with 1 when something is over its budget, or when files need each
 * other in a circle.
 */

const budgetsKb = { entry: 140, route: 210, cad: 290 } as const

const built = join(import.meta.dirname, '../../dist/web')

/** What draws shapes in three dimensions: a page that may load it has the larger budget. */
const drawsShapes = (source: string): boolean => source.includes('/preview/')

/** The frame around every page of somebody who is signed in. */
const isFrame = (source: string): boolean => source.startsWith('pages/shell/')
const isForStrangers = (source: string): boolean => source.startsWith('pages/auth/')

async function readManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(join(built, '.vite/manifest.json'), 'utf8')) as Manifest
}

async function sizesOf(manifest: Manifest): Promise<Map<string, number>> {
  const scripts = Object.entries(manifest).filter(([, { file }]) => file.endsWith('.js'))
  const sizes = scripts.map(async ([key, { file }]): Promise<[string, number]> => {
    const bytes = gzipSync(await readFile(join(built, file)), { level: 9 }).length
    return [key, bytes]
  })
  return new Map(await Promise.all(sizes))
}

/** A row for the entry and one for each page that it loads when somebody goes there. */
function rowsOf(manifest: Manifest, sizes: ReadonlyMap<string, number>): Row[] {
  const kb = (keys: Iterable<string>) =>
    [...keys].reduce((sum, key) => sum + (sizes.get(key) ?? 0), 0) / 1_000
  const [entryKey, entry] = Object.entries(manifest).find(([, { isEntry }]) => isEntry) as [string, Chunk]
  const first = reach(manifest, [entryKey], { later: false })
  const lazy = entry.dynamicImports ?? []
  const around = reach(manifest, lazy.filter(isFrame), { later: false })
  const pages = lazy
    .filter((page) => !isFrame(page))
    .map((page) => {
      // What the frame opens at the press of a key is not the page's.
      const before = isForStrangers(page) ? first : new Set([...first, ...around])
      const all = new Set([...before, ...reach(manifest, [page], { later: true, but: before })])
      const most = [...all].some(drawsShapes) ? budgetsKb.cad : budgetsKb.route
      return boundRow(page.replace(/^(\.\.\/)?(web\/)?pages\//, ''), kb(all), 'kB', most)
    })
  return [boundRow('entry', kb(first), 'kB', budgetsKb.entry), ...pages]
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const manifest = await readManifest()
method(
  'a page counts with the entry, the frame and all that it may load later on, dialogs and charts included',
)
const rows = rowsOf(manifest, await sizesOf(manifest))
report(rows, values.json)
const turning = circular(manifest)
if (turning.length > 0)
  console.error(`in a circle, so that which runs first is chance: ${turning.join(', ')}`)
process.exitCode = rows.every(({ ok }) => ok) && turning.length === 0 ? 0 : 1
