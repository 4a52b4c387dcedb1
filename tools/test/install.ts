import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { missingHelps, missingNeeds, type Need } from './needs.ts'

const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** A machine without a network is told so soon. */
const patience = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20']

function apt(...args: string[]): boolean {
  const { status } = spawnSync('apt-get', ['-qq', ...patience, ...args], {
    // Its output is many pages; it says what went wrong on stderr.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return status === 0
}

/** Installs what is missing where that can be done without asking. Returns what is still missing. */
export function installNeeds(): Need[] {
  const missing = missingNeeds()
  const packages = [...missing.map((need) => need.package), ...missingHelps()]
  if (packages.length === 0 || !canInstall()) return missing
  console.log(`installing ${packages.join(', ')} for the tests`)
  // One by one: what one of them lacks must not keep the others away.
  if (apt('update')) for (const name of packages) apt('install', '-y', '--no-install-recommends', name)
  return missingNeeds()
}
