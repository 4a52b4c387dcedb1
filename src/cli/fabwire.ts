import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// What was compiled once need not be compiled at the next start: half of what loading costs. It lies in the
// installation and not in a folder for temporary files, where anybody could put something else in its place.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/fabwire/compiled'))

// Not a static import: that would be compiled before there is a cache.
await import('./program.ts')
