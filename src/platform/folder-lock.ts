import { randomBytes } from 'node:crypto'
import { constants, link, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type LockSocket, listenAs, probe } from './folder-lock-socket.ts'

/**
 * A lock on a folder that dies with its process, also when that is killed: a listening unix socket
 * in the folder. The kernel refuses connections to a dead process's socket wherever the folder is
 * mounted, so the lock holds between the containers of one machine too, where process ids and
 * abstract sockets mean nothing. Between machines that share a network folder it cannot hold.
 *
 * How starters stay out of each other's way:
 * - Each first listens under a name of its own. Claiming a name is hard-linking that socket there,
 *   which fails when the name exists; so no name is ever seen before its socket listens.
 * - A dead socket may be replaced only by whoever holds the guard named after that very socket
 *   (inode and birth). A guard is a claim like any other; one that a dead process left is replaced
 *   under a guard of its own. So nothing waits for a timeout, and one of the living always wins.
 */
export interface FolderLock {
  /** Gives the folder free. Harmless twice. */
  release(): Promise<void>
}

/** Somebody alive holds the folder, or is just taking it. */
export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError'
  readonly directory: string
  /** Of the holder as it sees itself, so perhaps in another container; null when it did not say. */
  readonly pid: number | null
  constructor(directory: string, pid: number | null) {
    super(`${directory} is in use by another process${pid === null ? '' : ` (pid ${pid})`}`)
    this.directory = directory
    this.pid = pid
  }
}

const LOCK = 'fabwire.lock'
/** With a guard's inode and nanoseconds, both in hex. */
const LONGEST_NAME_CHARS = `${LOCK}.${'f'.repeat(16)}-${'f'.repeat(16)}.${'f'.repeat(16)}`.length
/** `sun_path` without its closing NUL; macOS and the BSDs have 104 bytes. */
const MAX_SOCKET_PATH_BYTES = process.platform === 'linux' ? 107 : 103

/** Nobody takes this long from binding to listening. */
const ORPHAN_AGE_MS = 600_000

interface Claimant {
  directory: string
  /** The same folder by a path short enough for sockets. */
  socketFolder: string
  /** Name of our own listening socket in the folder. */
  own: string
}

/**
 * Takes the lock or fails at once. The folder is made (0700) when missing. The lock does not keep
 * the process alive by itself.
 *
 * @throws {FolderLockedError} when a live process holds the folder
 * @throws {Error} when the folder cannot hold a socket: path too long, or no such file system
 */
export async function acquireFolderLock(dir: string): Promise<FolderLock> {
  const directory = resolve(dir)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const short = await shortPath(directory)
  try {
    const nonce = randomBytes(8).toString('hex')
    const claimant = { directory, socketFolder: short.path, own: `${LOCK}.${nonce}` }
    const socket = await listenAs({ pid: process.pid, nonce }, join(short.path, claimant.own))
    try {
      await claim(claimant, LOCK)
      await confirm(claimant, nonce)
      await sweep(claimant)
      return lockOf(directory, socket, await identityOf(join(directory, LOCK)))
    } catch (error) {
      socket.close()
      throw error
    } finally {
      await rm(join(directory, claimant.own), { force: true })
    }
  } finally {
    await short.close()
  }
}

function lockOf(directory: string, socket: LockSocket, identity: string | null): FolderLock {
  let released: Promise<void> | undefined
  const release = async () => {
    const path = join(directory, LOCK)
    // Nobody replaces a live socket: the name is ours unless a person took it away by hand.
    if ((await identityOf(path)) === identity) await rm(path, { force: true })
    socket.close()
  }
  return {
    release: () => {
      released ??= release()
      return released
    },
  }
}

/** Makes `name` a link to our own socket, or throws. */
async function claim(claimant: Claimant, name: string): Promise<void> {
  const path = join(claimant.directory, name)
  for (;;) {
    if (await linked(claimant, path)) return
    const found = await identityOf(path)
    if (found === null) continue
    const holder = await probe(join(claimant.socketFolder, name))
    if (holder === 'absent') continue
    if (holder !== 'dead') throw new FolderLockedError(claimant.directory, holder.pid)
    if (await replaced(claimant, path, found)) return
  }
}

/** Replaces the dead socket `found` at `path`; false when another starter has done so before. */
async function replaced(claimant: Claimant, path: string, found: string): Promise<boolean> {
  const guard = `${LOCK}.${found}`
  await claim(claimant, guard)
  try {
    if ((await identityOf(path)) !== found) return false
    const own = join(claimant.directory, claimant.own)
    const spare = `${join(claimant.directory, guard)}.${claimant.own.slice(LOCK.length + 1)}`
    await link(own, spare)
    await rename(spare, path)
    return true
  } finally {
    await rm(join(claimant.directory, guard), { force: true })
  }
}

async function linked({ directory, own }: Claimant, path: string): Promise<boolean> {
  try {
    await link(join(directory, own), path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw new Error(`${directory} cannot be locked: its file system refuses the link (${codeOf(error)})`, {
      cause: error,
    })
  }
}

/** What tells one socket from every other that ever had its name. Null when there is none. */
export async function identityOf(path: string): Promise<string | null> {
  try {
    const found = await lstat(path, { bigint: true })
    if (!found.isSocket()) throw new Error(`${path} is not a lock of ours; move it away`)
    return `${found.ino.toString(16)}-${found.mtimeNs.toString(16)}`
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

/** Some shared file systems keep a socket's name but not what it means: then there is no lock. */
async function confirm({ directory, socketFolder }: Claimant, nonce: string): Promise<void> {
  const holder = await probe(join(socketFolder, LOCK))
  // Unknown is a process too busy to answer itself in time.
  if (typeof holder === 'string' || (holder.nonce !== null && holder.nonce !== nonce)) {
    throw new Error(`${directory} cannot be locked: its file system does not carry unix sockets`)
  }
}

/**
 * Removes what starters left that were killed on their way. Guards are links to sockets that
 * listened, so a dead one is nobody's; a starter's own name must be old, for between binding and
 * listening it looks dead too.
 */
async function sweep({ directory, socketFolder }: Claimant): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (!entry.isSocket() || !entry.name.startsWith(`${LOCK}.`)) continue
    const path = join(directory, entry.name)
    const isGuard = entry.name.includes('-')
    const bornMs = (await lstat(path).catch(() => null))?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (!isGuard && Date.now() - bornMs < ORPHAN_AGE_MS) continue
    if ((await probe(join(socketFolder, entry.name))) === 'dead') await rm(path, { force: true })
  }
}

/**
 * The folder by its descriptor where its own path would be too long for a socket's address, of which the name may take
 * as much as a lock's. Needed for as long as it takes to bind or to connect.
 */
export async function shortPath(directory: string): Promise<{ path: string; close(): Promise<void> }> {
  const tooLong = Buffer.byteLength(directory) + 1 + LONGEST_NAME_CHARS - MAX_SOCKET_PATH_BYTES
  if (tooLong <= 0) return { path: directory, close: async () => {} }
  if (process.platform !== 'linux') {
    throw new Error(`${directory} cannot be locked: its path is ${tooLong} bytes too long for a socket`)
  }
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY)
  return { path: `/proc/self/fd/${handle.fd}`, close: () => handle.close() }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
