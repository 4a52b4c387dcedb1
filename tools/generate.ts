import { staleOutputs, writeOutputs } from './generate/outputs.ts'

/** Writes what follows from other files. With `--check` it only tells which of them are stale. */
if (process.argv.includes('--check')) {
  const stale = await staleOutputs()
  for (const path of stale) console.error(`${path} is stale: npm run generate`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else {
  await writeOutputs()
}
