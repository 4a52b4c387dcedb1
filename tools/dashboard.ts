import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
const assets = join(root, 'dist/web/assets')
const compressible = /\.(js|css|svg)$/

/** Builds `web/` into `dist/web/`, with a compressed copy beside every text, for browsers that take it. */
export async function buildDashboard(): Promise<void> {
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
  for (const name of await readdir(assets)) {
    if (!compressible.test(name)) continue
    const bytes = await readFile(join(assets, name))
    await writeFile(join(assets, `${name}.br`), await promisify(brotliCompress)(bytes))
    await writeFile(join(assets, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }))
  }
}
