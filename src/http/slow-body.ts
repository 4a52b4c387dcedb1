import type { IncomingMessage } from 'node:http'

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** Closes the connection of a small body that does not come to its end: who drips one byte a second gets no more. */
export function closeIfSlow(request: IncomingMessage, timeoutMs: number): void {
  if (!hasBody(request)) return
  const timer = setTimeout(() => request.destroy(), timeoutMs).unref()
  const clear = () => clearTimeout(timer)
  // By itself, because the general `finished` costs much of what else a small request does.
  request.once('end', clear).once('close', clear)
}
