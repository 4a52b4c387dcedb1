import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as the receiver got it. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
  /** The event's id, from the headers. */
  eventId: number
}

/** What the receiver does with a request: a status, or anything with the response itself. */
export type Behaviour = (request: Received, response: ServerResponse, count: number) => number | undefined

export interface Receiver {
  url: string
  received: Received[]
  /** Changes what it does from now on. */
  behave(behaviour: Behaviour): void
  close(): Promise<void>
}

/** A webhook receiver on loopback that remembers what it got. Answers 200 until told otherwise. */
export async function startReceiver(initial: Behaviour = () => 200): Promise<Receiver> {
  const received: Received[] = []
  let behaviour = initial
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => {})
    request.on('end', () => {
      const entry: Received = {
        path: request.url ?? '/',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        eventId: Number(request.headers['x-fabdigit-event-id']),
      }
      received.push(entry)
      const status = behaviour(entry, response, received.length)
      if (status !== undefined) response.writeHead(status, { 'content-type': 'text/plain' }).end('received')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    behave(next) {
      behaviour = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
