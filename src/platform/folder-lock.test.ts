import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { link, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { acquireFolderLock, FolderLockedError, identityOf } from './folder-lock.ts'

/** A process that says `ready`, takes the lock when told to, says how it went, and stays. */
const STARTER = `
  const { acquireFolderLock } = await import(process.argv[1])
  console.log('ready')
  process.stdin.once('data', async () => {
    const refusal = (error) => error.pid === undefined ? error.message : error.name + ' ' + error.pid
    console.log(await acquireFolderLock(process.argv[2]).then(() => 'held', refusal))
  })`

interface Starter {
  child: ChildProcess
  pid: number
  go(): Promise<string>
  kill(signal: NodeJS.Signals): Promise<void>
}

/** Ten processes start slowly on a machine that is busy with other tests. */
describe('the folder lock', { timeout: 60_000 }, () => {
  let dir: string
  const children: ChildProcess[] = []
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'fabwire-lock-'))
  })
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => end(child)))
    await rm(dir, { recursive: true })
  })

  async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  async function starter(folder: string): Promise<Starter> {
    const lockModule = new URL('folder-lock.ts', import.meta.url).href
    const child = spawn(process.execPath, ['--input-type=module', '-e', STARTER, lockModule, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    children.push(child)
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    expect((await lines.next()).value).toBe('ready')
    return {
      child,
      pid: child.pid ?? 0,
      kill: (signal) => end(child, signal),
      go: async () => {
        child.stdin.write('go\n')
        return `${(await lines.next()).value}`
      },
    }
  }

  async function race(folder: string): Promise<Starter> {
    const starters = await Promise.all(Array.from({ length: 10 }, () => starter(folder)))
    const outcomes = await Promise.all(starters.map((one) => one.go()))
    const winners = starters.filter((_, index) => outcomes[index] === 'held')
    expect(winners, JSON.stringify(outcomes)).toHaveLength(1)
    const [winner] = winners as [Starter]
    for (const outcome of outcomes) expect(outcome).toMatch(/^(held|FolderLockedError \d+)$/)
    await expect(acquireFolderLock(folder)).rejects.toMatchObject({ pid: winner.pid })
    expect(await readdir(folder)).toContain('fabwire.lock')
    return winner
  }

  /** Leaves a socket file at `name` that nobody listens on, as a killed process does. */
  async function leaveDead(name: string): Promise<string> {
    const server = createServer().listen(join(dir, 'bound'))
    await once(server, 'listening')
    await link(join(dir, 'bound'), join(dir, name))
    server.close()
    await once(server, 'close')
    return (await identityOf(join(dir, name))) as string
  }

  test('refuses a second holder and names the first', async () => {
    const first = await starter(dir)
    expect(await first.go()).toBe('held')
    const refused = acquireFolderLock(dir)
    await expect(refused).rejects.toThrow(FolderLockedError)
    await expect(refused).rejects.toMatchObject({ directory: dir, pid: first.pid })
  })

  test('is free at once after kill -9, and after an exit without a release', async () => {
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const holder = await starter(dir)
      expect(await holder.go()).toBe('held')
      await holder.kill(signal)
      expect(await readdir(dir)).toEqual(['fabwire.lock'])
      await (await acquireFolderLock(dir)).release()
    }
  })

  test('ten starters at once: one winner, also over what a killed one left', async () => {
    for (let round = 0; round < 3; round += 1) await (await race(dir)).kill('SIGKILL')
  })

  test('many in one process: one winner each time', async () => {
    for (let round = 0; round < 25; round += 1) {
      await leaveDead('fabwire.lock')
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => acquireFolderLock(dir)))
      const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
      expect(won).toHaveLength(1)
      for (const reason of lost) expect(reason).toBeInstanceOf(FolderLockedError)
      expect(await readdir(dir)).toEqual(['fabwire.lock'])
      await won[0]?.release()
      expect(await readdir(dir)).toEqual([])
    }
  })

  test('a takeover that died half way, twice, stops nobody', async () => {
    const dead = await leaveDead('fabwire.lock')
    const guard = await leaveDead(`fabwire.lock.${dead}`)
    await leaveDead(`fabwire.lock.${guard}`)
    await leaveDead('fabwire.lock.0123456789abcdef')
    await utimes(join(dir, 'fabwire.lock.0123456789abcdef'), 0, 0)
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => acquireFolderLock(dir)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await readdir(dir)).toEqual(['fabwire.lock'])
  })

  test('a live takeover counts as a holder', async () => {
    const dead = await leaveDead('fabwire.lock')
    const taker = createServer((socket) => socket.end('{}')).listen(join(dir, `fabwire.lock.${dead}`))
    await once(taker, 'listening')
    await expect(acquireFolderLock(dir)).rejects.toThrow(FolderLockedError)
    taker.close()
    await (await acquireFolderLock(dir)).release()
  })

  test('a holder that is stopped still holds', async () => {
    const holder = await starter(dir)
    expect(await holder.go()).toBe('held')
    holder.child.kill('SIGSTOP')
    await expect(acquireFolderLock(dir)).rejects.toMatchObject({ name: 'FolderLockedError', pid: null })
  })

  test('release frees the folder, and twice is fine', async () => {
    const lock = await acquireFolderLock(join(dir, 'made', 'for', 'it'))
    await Promise.all([lock.release(), lock.release()])
    const again = await acquireFolderLock(join(dir, 'made', 'for', 'it'))
    await lock.release()
    await expect(acquireFolderLock(join(dir, 'made', 'for', 'it'))).rejects.toThrow(FolderLockedError)
    await again.release()
    expect(await readdir(join(dir, 'made', 'for', 'it'))).toEqual([])
  })

  test.runIf(process.platform === 'linux')('a path longer than a socket address can hold', async () => {
    const folder = join(dir, 'long'.repeat(50), 'ä'.repeat(100))
    await mkdir(folder, { recursive: true })
    const holder = await race(folder)
    await holder.kill('SIGKILL')
    await (await acquireFolderLock(folder)).release()
    expect(await readdir(folder)).toEqual([])
  })

  test('files of others stay, and one in its place is told of', async () => {
    await writeFile(join(dir, 'fabwire.lock.txt'), 'note')
    await (await acquireFolderLock(dir)).release()
    await writeFile(join(dir, 'fabwire.lock'), 'mine')
    await expect(acquireFolderLock(dir)).rejects.toThrow('is not a lock of ours')
    expect((await readdir(dir)).sort()).toEqual(['fabwire.lock', 'fabwire.lock.txt'])
    expect(await readFile(join(dir, 'fabwire.lock'), 'utf8')).toBe('mine')
  })
})
