import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { problemsOf } from './verify.ts'

/** One delivery as the receiver saw it. */
export interface Arrival {
  /** Which of the two subscriptions: `/customer` or `/workspace`. */
  path: string
  eventId: number
  type: string
  title: string
  /** What the receiver answered. */
  status: number
  /** Which checks failed; empty for a verified delivery. */
  problems: string[]
}

export interface DemoReceiver {
  url: string
  /** The secret of a path, once its subscription is made. */
  trust(path: string, secret: string): void
  onArrival(listener: (arrival: Arrival) => void): void
  close(): void
}

/**
 * A receiver as a customer's programmer would write it: verifies each delivery and answers 200, or 401 when it does
 * not verify. It fails the first try of `failOnce`, so that there is a retry to see.
 */
export async function startDemoReceiver(failOnce: string): Promise<DemoReceiver> {
  const secrets = new Map<string, string>()
  let listener: (arrival: Arrival) => void = () => {}
  let failed = false
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? '/'
      const body = Buffer.concat(chunks).toString('utf8')
      const problems = problemsOf(body, request.headers, secrets.get(path) ?? '', Date.now())
      const event = JSON.parse(body) as { id: number; type: string; data: { title: string } }
      const fails = !failed && event.type === failOnce
      if (fails) failed = true
      const status = fails ? 500 : problems.length === 0 ? 200 : 401
      response.writeHead(status, { 'content-type': 'text/plain' }).end(fails ? 'out of paper' : 'ok')
      listener({ path, eventId: event.id, type: event.type, title: event.data.title, status, problems })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    trust: (path, secret) => void secrets.set(path, secret),
    onArrival: (next) => {
      listener = next
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
