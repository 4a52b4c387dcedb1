import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'fabwire.ts')
const jumpingClock = join(import.meta.dirname, 'clock.ts')

const alive = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/** One server of the deployment: a process that is killed and started again, with the same variables. */
export class ChaosNode {
  readonly name: string
  readonly #folder: string
  readonly #variables: Readonly<Record<string, string>>
  #child: ChildProcess | undefined
  #url: string | undefined
  starts = 0

  constructor(name: string, folder: string, variables: Readonly<Record<string, string>>) {
    this.name = name
    this.#folder = folder
    this.#variables = variables
  }

  /** Undefined while it is down. */
  get url(): string | undefined {
    return this.#url
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Resolves when it listens. What it says goes to a file named after it. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--import', jumpingClock, program, 'serve'], {
      cwd: this.#folder,
      env: { PATH: process.env.PATH, ...this.#variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.starts++
    alive.add(child)
    const log = createWriteStream(join(this.#folder, `${this.name}.log`), { flags: 'a' })
    child.stderr.pipe(log, { end: false })
    child.once('close', () => {
      alive.delete(child)
      log.end()
    })
    for await (const line of createInterface(child.stdout)) {
      log.write(`${line}\n`)
      const url = /^listening on (\S+)$/.exec(line)?.[1]
      if (url === undefined) continue
      this.#url = url
      child.stdout.pipe(log, { end: false })
      return
    }
    throw new Error(`${this.name} ended before it listened: see ${this.#folder}/${this.name}.log`)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#url = undefined
    const child = this.#child
    if (child === undefined || !alive.has(child)) return
    const closed = once(child, 'close')
    child.kill(signal)
    await closed
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }
}
