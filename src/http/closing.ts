import type { FastifyInstance } from 'fastify'

/**
 * Makes a stop as short as the work in flight: a connection ends with its answer, instead of when its keep-alive
 * runs out. The signal tells handlers that only wait to wait no longer.
 */
export function closeWithLastAnswer(app: FastifyInstance): AbortSignal {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing.signal.aborted) reply.header('connection', 'close')
    done()
  })
  // An answer whose headers were out before: nothing told the client, so the server hangs up.
  app.addHook('onResponse', (request, _reply, done) => {
    if (closing.signal.aborted) request.raw.socket?.destroySoon()
    done()
  })
  return closing.signal
}
