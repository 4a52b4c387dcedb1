#!/usr/bin/env node
// Starts src/cli/fabwire.ts with a Node that runs TypeScript as it is. Any Node from 12 on must be able to read
// this file, to say which one is needed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const program = join(root, 'src', 'cli', 'fabwire.ts')
const args = process.argv.slice(2)
// As `npm start` has it: docs/deploy/README.md, "Memory".
const flags = ['--max-semi-space-size=32']

/** Whether a Node strips types without being told: 22.18 and on, but for the first releases of 23. */
const isFit = (node) =>
  spawnSync(node, ['-e', 'process.exit(process.features.typescript ? 0 : 1)']).status === 0

/** Node 24 comes with `npm ci`. On Windows it has an extension. */
const findBundled = () =>
  ['node', 'node.exe']
    .map((name) => join(root, 'node_modules', 'node', 'bin', name))
    .find((path) => existsSync(path) && isFit(path))

/** Runs the program in a child, as if it stood in this process's place. */
function runWith(node) {
  const child = spawn(node, flags.concat(program, args), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) {
    process.on(signal, () => {
      // A terminal sends these to the child as well, and twice would mean "now".
      const sentByTerminal = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT')
      if (!sentByTerminal) child.kill(signal)
    })
  }
  child.on('error', (error) => {
    console.error(`fabwire: cannot start ${node}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? code : 128 + constants.signals[signal])
  })
}

if (process.features.typescript) {
  process.argv[1] = program
  import(pathToFileURL(program).href)
} else {
  const bundled = findBundled()
  if (bundled !== undefined) {
    runWith(bundled)
  } else {
    console.error(
      `fabwire: this is Node ${process.versions.node}; it needs 22.18 or newer. \`npm ci\` brings one along.`,
    )
    process.exit(1)
  }
}
