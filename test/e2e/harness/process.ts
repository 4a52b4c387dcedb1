import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { vi } from 'vitest'
import { isCi } from '../../../tools/test/mode.ts'

const program = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'fabwire.ts')

/**
 * Servers of tests live for seconds: what the second compiler makes of the embedded database would not pay. Without it
 * a start takes two thirds of the time. CI runs them as users do.
 */
const nodeOptions = isCi ? [] : ['--liftoff-only']

/** Far above what anything takes: a busy machine must not fail a test. */
export const patienceMs = 90_000

/** How a process ended: by its own exit code or by a signal. */
export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A command that ran to its end. */
export interface Finished extends Ending {
  stdout: string
  stderr: string
}

export type Variables = Readonly<Record<string, string>>

const alive = new Set<ChildProcess>()
// A worker that is stopped for whatever reason leaves no server behind.
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/** One `fabwire …` process. It sees only the variables given to it, whatever stands in the environment of the tests. */
export class Fabwire {
  readonly #child: ChildProcess
  /** Resolves when it is gone and its output is read. */
  readonly ended: Promise<Ending>
  stdout = ''
  stderr = ''

  constructor(args: readonly string[], folder: string, variables: Variables, input = '') {
    const { PATH, TMPDIR } = process.env
    const child = spawn(process.execPath, [...nodeOptions, program, ...args], {
      cwd: folder,
      env: { PATH, ...(TMPDIR !== undefined && { TMPDIR }), ...variables },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#child = child
    alive.add(child)
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => {
        alive.delete(child)
        resolve({ code, signal })
      })
    })
  }

  get running(): boolean {
    return alive.has(this.#child)
  }

  get pid(): number {
    return this.#child.pid as number
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Asks it to end, and waits. */
  stop(): Promise<Ending> {
    this.signal('SIGTERM')
    return this.ended
  }

  /** Kills it as the kernel would, and waits. */
  crash(): Promise<Ending> {
    this.signal('SIGKILL')
    return this.ended
  }

  async finish(): Promise<Finished> {
    const ending = await this.ended
    return { ...ending, stdout: this.stdout, stderr: this.stderr }
  }

  /** Waits for a line of its standard output; fails as soon as the process is gone. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    let gone: Ending | undefined
    void this.ended.then((ending) => {
      gone = ending
    })
    const found = await vi.waitUntil(
      () =>
        this.stdout
          .split('\n')
          .map((line) => pattern.exec(line))
          .find(Boolean) ?? gone,
      { timeout: patienceMs, interval: 20 },
    )
    if (Array.isArray(found)) return found as RegExpExecArray
    throw new Error(
      `ended with ${gone?.code ?? gone?.signal} before ${pattern}:\n${this.stderr}${this.stdout}`,
    )
  }

  /** Its origin, once it listens. */
  async url(): Promise<string> {
    return (await this.line(/^listening on (http:\/\/\S+)$/))[1] as string
  }
}
