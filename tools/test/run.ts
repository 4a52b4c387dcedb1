import { parseCLI, startVitest, type TestModule } from 'vitest/node'
import { buildDashboard } from '../dashboard.ts'
import { installNeeds } from './install.ts'
import { isCi } from './mode.ts'
import type { Need } from './needs.ts'
import { keepScratchInMemory } from './scratch.ts'

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

function banner(missing: readonly Need[]): void {
  if (missing.length === 0) return
  const verdict = isCi ? 'FAILED' : 'SKIPPED'
  const rule = '!'.repeat(78)
  const left = ({ project }: Need) => (project === undefined ? 'some tests' : `project "${project}"`)
  const lines = missing.map((need) => `!! ${verdict}: ${left(need)}, because ${need.what} is missing`)
  console.log(`\n${rule}\n${lines.join('\n')}\n${rule}\n`)
}

/** A file that cannot be loaded or whose hooks fail has no failed test to count, yet it failed. */
function countModule(module: TestModule, tally: Tally): void {
  const failedBefore = tally.failed
  for (const test of module.children.allTests()) {
    const { state } = test.result()
    if (state === 'passed') tally.passed++
    else if (state === 'failed') tally.failed++
    else tally.skipped++
  }
  if (!module.ok() && tally.failed === failedBefore) tally.failed++
}

/**
 * Runs vitest with these arguments, after installing what is missing. What cannot be installed is skipped loudly;
 * under CI it is a failure.
 */
export async function runTests(args: readonly string[]): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 }
  const missing = installNeeds()
  banner(missing)
  // Tests that look for what they need fail by themselves.
  const left = missing.filter(({ project }) => project !== undefined)
  if (left.length > 0 && isCi) return { ...tally, failed: left.length }

  keepScratchInMemory()
  // Browsers are served what is built: it must be of what stands here now.
  if (args.length === 0) await buildDashboard()
  const { filter, options } = parseCLI(['vitest', 'run', ...args])
  const vitest = await startVitest('test', filter, { ...options, run: true, watch: false })
  for (const module of vitest.state.getTestModules()) countModule(module, tally)
  tally.failed += vitest.state.getUnhandledErrors().length
  await vitest.close()
  banner(missing)
  return tally
}

/** Prints the tally, its verdict as the very last line, and returns the exit code. */
export function report({ passed, failed, skipped }: Tally): number {
  if (skipped > 0) console.log(`${skipped} skipped`)
  if (passed + failed === 0) console.log('no test ran')
  console.log(`${passed} passed, ${failed} failed`)
  return failed > 0 || passed === 0 ? 1 : 0
}
