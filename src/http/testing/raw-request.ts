import { connect } from 'node:net'

/** Bytes as they are to a port of this machine, and all that comes back until the other side closes. */
export function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
    // A reset after the answer is a close like any other.
    socket.on('error', (error) => (chunks.length > 0 ? undefined : reject(error)))
  })
}

/** One request from its lines, without any of a client's help; asks the other side to close after the answer. */
export const rawRequest = (port: number, lines: readonly string[]): Promise<string> =>
  exchange(port, [...lines, 'Connection: close', '', ''].join('\r\n'))
