import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface Calls {
  method: 'POST'
  path: string
  headers: Readonly<Record<string, string>>
  body: string
  /** How many callers, each on a kept connection of its own, each waiting for its answer before it calls again. */
  callers: number
  /** How many calls they make together. */
  count: number
}

const endOfHead = '\r\n\r\n'

function requestOf(url: URL, { method, path, headers, body }: Calls): Buffer {
  const lines = Object.entries({ host: url.host, 'content-length': `${Buffer.byteLength(body)}`, ...headers })
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)].join(
    '\r\n',
  )
  return Buffer.from(`${head}${endOfHead}${body}`)
}

/** The bytes of a whole answer at the start of what has come; undefined while some of it is missing. */
function bytesOfAnswer(come: string): number | undefined {
  const end = come.indexOf(endOfHead)
  if (end === -1) return undefined
  const length = /\r\ncontent-length: *(\d+)/i.exec(come.slice(0, end + 2))?.[1]
  if (length === undefined) throw new Error(`an answer without its length: ${come.slice(0, 200)}`)
  const bytes = end + endOfHead.length + Number(length)
  return come.length >= bytes ? bytes : undefined
}

/** One caller: resolves when `next` says that there is nothing left to call. */
function call(socket: Socket, request: Buffer, next: () => boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let come = ''
  const go = () => {
    if (next()) socket.write(request)
    else resolve()
  }
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    come += chunk
    try {
      const bytes = bytesOfAnswer(come)
      if (bytes === undefined) return
      if (!come.startsWith('HTTP/1.1 2')) throw new Error(`refused: ${come.slice(0, bytes)}`)
      come = come.slice(bytes)
      go()
    } catch (error) {
      reject(error)
    }
  })
  socket.on('error', reject)
  socket.on('close', () => reject(new Error('the server closed the connection')))
  go()
  return promise
}

/**
 * Makes the same call many times from some callers at once, at the least cost for the machine that they share with the
 * server: it is the server that is measured. Rejects at the first answer that is not 2xx.
 */
export async function callMany(url: string, calls: Calls): Promise<void> {
  const server = new URL(url)
  const request = requestOf(server, calls)
  let left = calls.count
  const next = () => left-- > 0
  const sockets = await Promise.all(
    Array.from({ length: Math.min(calls.callers, calls.count) }, async () => {
      const socket = connect(Number(server.port), server.hostname)
      await once(socket, 'connect')
      return socket.setNoDelay(true)
    }),
  )
  try {
    await Promise.all(sockets.map((socket) => call(socket, request, next)))
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}
