import { parentPort, workerData } from 'node:worker_threads'
import { type PgliteOptions, startPglite } from './pglite-server.ts'
import type { Reply, Request } from './pglite-thread.ts'
import { DatabaseUnavailableError } from './port.ts'

if (parentPort === null) throw new Error('runs as a worker thread')
const port = parentPort

const failure = (error: unknown): Reply =>
  error instanceof DatabaseUnavailableError
    ? { failure: error.cause, unavailable: true }
    : { failure: error, unavailable: false }

const send = (reply: Reply): void =>
  // The buffer goes over as it is, without a copy.
  port.postMessage(reply, 'answer' in reply ? [reply.answer.buffer as ArrayBuffer] : [])

try {
  const server = await startPglite(workerData as PgliteOptions)
  const replyTo = async (request: Request): Promise<Uint8Array> => {
    if ('messages' in request) return server.answer(request.messages)
    await server.close()
    return new Uint8Array()
  }
  port.on('message', (request: Request) => {
    replyTo(request).then(
      (answer) => send({ answer }),
      (error) => send(failure(error)),
    )
  })
  send({ answer: new Uint8Array() })
} catch (error) {
  send(failure(error))
}
