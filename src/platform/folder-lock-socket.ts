import { connect, createServer } from 'node:net'

/** Who listens on a lock's socket: the pid as the process itself sees it, and a name of the lock. */
export interface Holder {
  pid: number | null
  nonce: string | null
}

export interface LockSocket {
  /** Stops listening at once; from then on the socket counts as dead. */
  close(): void
}

/** A holder that is busy for longer is still a holder; only its pid stays unknown. */
const ANSWER_TIMEOUT_MS = 1_000
const MAX_ANSWER_CHARS = 200
/** Each is a listener that went away in that very moment. */
const MAX_TRIES = 10
const UNKNOWN: Holder = { pid: null, nonce: null }

/** Listens at `path`, telling everybody who connects who we are. Does not keep the process alive. */
export function listenAs(holder: Holder, path: string): Promise<LockSocket> {
  const answer = JSON.stringify(holder)
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.unref()
    socket.end(answer)
  })
  return new Promise((resolve, reject) => {
    server.on('error', (cause) => {
      reject(new Error(`no lock can be made: ${cause.message}`, { cause }))
    })
    server.listen(path, () => {
      server.unref()
      resolve({ close: () => server.close() })
    })
  })
}

/**
 * Who listens at `path`: nobody (`absent`), nobody any more (`dead`: only the file is left), or a
 * live process. The kernel accepts the connection for a process that is busy or stopped.
 */
export async function probe(path: string): Promise<Holder | 'absent' | 'dead'> {
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const outcome = await ask(path)
    if (outcome !== 'reset') return outcome
  }
  return UNKNOWN
}

/** One question. `reset`: the listener went away while our connection waited in its queue. */
function ask(path: string): Promise<Holder | 'absent' | 'dead' | 'reset'> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(path)
    const finish = (outcome: Holder | 'absent' | 'dead' | 'reset') => {
      socket.destroy()
      resolve(outcome)
    }
    socket.setEncoding('utf8').setTimeout(ANSWER_TIMEOUT_MS, () => finish(UNKNOWN))
    socket.on('data', (text: string) => {
      answer += text
      if (answer.length > MAX_ANSWER_CHARS) finish(UNKNOWN)
    })
    socket.on('end', () => finish(holderIn(answer)))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') finish('absent')
      else if (error.code === 'ECONNREFUSED') finish('dead')
      else if (error.code === 'ECONNRESET' || error.code === 'EPIPE') finish('reset')
      // A full queue of connections is a busy listener.
      else if (error.code === 'EAGAIN') finish(UNKNOWN)
      else reject(error)
    })
  })
}

function holderIn(answer: string): Holder {
  try {
    const { pid, nonce } = JSON.parse(answer)
    return {
      pid: Number.isSafeInteger(pid) ? pid : null,
      nonce: typeof nonce === 'string' ? nonce : null,
    }
  } catch {
    return UNKNOWN
  }
}
