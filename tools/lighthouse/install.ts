import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = import.meta.dirname

/** Lighthouse's program. */
export const lighthouseProgram = join(folder, 'node_modules/.bin/lighthouse')

/** Installs Lighthouse into this folder when it is not there yet. Throws when that fails. */
export function installLighthouse(): void {
  if (existsSync(lighthouseProgram)) return
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--prefix', folder], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error('Lighthouse could not be installed: is the npm registry in reach?')
}
