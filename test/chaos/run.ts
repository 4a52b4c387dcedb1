import { type ChaosResult, runChaos } from './chaos.ts'
import { type ChaosOptions, help, readOptions } from './options.ts'

function options(): ChaosOptions {
  try {
    const read = readOptions(process.argv.slice(2))
    if (read !== undefined) return read
    process.stdout.write(help)
    process.exit(0)
  } catch (error) {
    process.stderr.write(`chaos: ${(error as Error).message}\n\n${help}`)
    process.exit(2)
  }
}

function report(result: ChaosResult): string {
  const { unexplained, faults, ...figures } = result
  const struck = Object.entries(faults).map(([kind, count]) => `${count} × ${kind}`)
  return [
    ...Object.entries(figures).map(([name, value]) => `${name.padEnd(18)} ${value}`),
    `${'faults'.padEnd(18)} ${struck.join(', ')}`,
    ...unexplained.map((one) => `unexplained: ${one}`),
  ].join('\n')
}

const given = options()
const startedMs = performance.now()
const say = (text: string) => {
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
  process.stderr.write(`${seconds.padStart(6)} s  ${text}\n`)
}
say(`chaos on ${given.database}: ${given.events} events, ${given.kills} × kill -9, --seed ${given.seed}`)
const result = await runChaos(given, say)
if (given.json) {
  for (const one of result.unexplained) say(`unexplained: ${one}`)
  process.stdout.write(`${JSON.stringify({ ...result, unexplained: result.unexplained.length })}\n`)
} else process.stdout.write(`${report(result)}\n`)
process.exit(result.lost > 0 || result.unexplained.length > 0 ? 1 : 0)
