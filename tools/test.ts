import { report, runTests } from './test/run.ts'

// Vitest may leave handles open; what is left to do is printed by now.
process.exit(report(await runTests(process.argv.slice(2))))
