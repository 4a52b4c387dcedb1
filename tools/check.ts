import { spawnSync } from 'node:child_process'
import { report, runTests } from './test/run.ts'

/** Everything that must hold before a commit: `npm run check`, without the tests `npm run check -- --no-tests`. */

const bin = (name: string, ...args: string[]) => [`node_modules/.bin/${name}`, ...args]

const steps: readonly [name: string, command: readonly string[]][] = [
  ['format and lint', bin('biome', 'check')],
  ['types', bin('tsc', '--noEmit')],
  ['types of web', bin('tsc', '-p', 'web', '--noEmit')],
  ['imports', ['npm', 'run', '--silent', 'deps']],
  ['dead code', bin('knip')],
  ['generated files', [process.execPath, 'tools/generate.ts', '--check']],
  ['size of web', [process.execPath, 'tools/web/budget.ts']],
]

interface Result {
  name: string
  ok: boolean
  seconds: number
}

async function timed(name: string, work: () => boolean | Promise<boolean>): Promise<Result> {
  const startedAtMs = performance.now()
  const ok = await work()
  return { name, ok, seconds: (performance.now() - startedAtMs) / 1_000 }
}

/** A step's output is worth reading only when it failed. */
function runStep([file = '', ...args]: readonly string[]): boolean {
  const { status, stdout, stderr, error } = spawnSync(file, args, { encoding: 'utf8' })
  if (status === 0) return true
  console.log(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`)
  return false
}

const printTable = (results: readonly Result[]): void => {
  for (const { name, ok, seconds } of results)
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s`)
}

const args = process.argv.slice(2)
const results: Result[] = []
for (const [name, command] of steps) results.push(await timed(name, () => runStep(command)))
printTable(results)
let exitCode = results.every(({ ok }) => ok) ? 0 : 1

if (!args.includes('--no-tests')) {
  const tally = await runTests(args)
  printTable(results)
  // Last, so that the tally is the last line.
  exitCode = Math.max(exitCode, report(tally))
}
process.exit(exitCode)
