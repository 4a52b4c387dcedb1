import { finished } from 'node:stream'
import type { FastifyInstance } from 'fastify'

/**
 * Answers may be given before a body has come: refused credentials, a file too large. Closing at once would reset
 * the connection, and the sender, still writing, would never read why. So the rest is read and thrown away, for
 * `lingerMs` at most; then the connection goes.
 */
export function lingerAfterAnswer(app: FastifyInstance, lingerMs: number): void {
  app.addHook('onResponse', async ({ raw }) => {
    // Undefined where there is no connection.
    if (raw.complete !== false || raw.destroyed) return
    const timer = setTimeout(() => raw.socket.destroy(), lingerMs).unref()
    finished(raw, () => clearTimeout(timer))
    raw.resume()
  })
}
