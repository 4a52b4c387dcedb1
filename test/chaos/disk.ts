import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { abandonedFolders } from '../harness/cluster.ts'

const prefix = 'fabwire-chaos-'
const logPrefix = 'fabwire-chaos-logs-'
const roomBytes = 8 * 2 ** 30
/** The largest file that a process may write to while its disk is "full" without a disk of our own. */
const fileBytes = 2 ** 20

const quietly = (program: string, ...args: string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Mounts and folders of runs that were killed. */
async function removeAbandoned(): Promise<void> {
  for (const folder of abandonedFolders(prefix)) {
    quietly('umount', '-l', folder)
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * The disk of the deployment. Root may mount a small one of its own, which is then really full; for anybody else the
 * processes may not write beyond some size of a file, which fails in much the same way.
 */
export class Disk {
  readonly folder: string
  /** Beside it, for what the processes say: there is always room. */
  readonly logs: string
  readonly #isMounted: boolean

  private constructor(folder: string, logs: string, isMounted: boolean) {
    this.folder = folder
    this.logs = logs
    this.#isMounted = isMounted
  }

  static async create(): Promise<Disk> {
    await removeAbandoned()
    const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
    const isMounted = quietly('mount', '-t', 'tmpfs', '-o', `size=${roomBytes},mode=755`, 'fabwire', folder)
    const logs = await mkdtemp(join(tmpdir(), `${logPrefix}${process.pid}-`))
    return new Disk(folder, logs, isMounted)
  }

  get kind(): string {
    return this.#isMounted ? 'a tmpfs' : 'a limit for the size of files'
  }

  /** From now on there is no room. */
  async fill(pids: readonly number[]): Promise<void> {
    if (!this.#isMounted) {
      for (const pid of pids) quietly('prlimit', '--pid', String(pid), `--fsize=${fileBytes}:unlimited`)
      return
    }
    // It cannot become smaller than what is on it, and that grows meanwhile.
    for (let slackBytes = 0; slackBytes < 2 ** 22; slackBytes += 2 ** 18) {
      const { blocks, bfree, bsize } = await statfs(this.folder)
      const size = (blocks - bfree) * bsize + slackBytes
      if (quietly('mount', '-o', `remount,size=${size}`, this.folder)) return
    }
  }

  async free(pids: readonly number[]): Promise<void> {
    if (this.#isMounted) quietly('mount', '-o', `remount,size=${roomBytes}`, this.folder)
    else for (const pid of pids) quietly('prlimit', '--pid', String(pid), '--fsize=unlimited:unlimited')
  }

  /** `keepsLogs` when somebody will want to read them. */
  async remove(keepsLogs: boolean): Promise<void> {
    if (this.#isMounted) quietly('umount', '-l', this.folder)
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 })
    if (!keepsLogs) await rm(this.logs, { recursive: true, force: true })
  }
}
