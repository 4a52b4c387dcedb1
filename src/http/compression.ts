import compress from '@fastify/compress'
import type { FastifyInstance, FastifyReply, RouteOptions } from 'fastify'

/**
 * What a cache must know of an answer that differs by what the caller reads. It stands also on the 304 and on what
 * was too small to compress, as RFC 9110, 12.5.5 wants it.
 */
function varyByEncoding(reply: FastifyReply): void {
  const vary = reply.getHeader('vary')
  reply.header('vary', vary === undefined ? 'accept-encoding' : `${String(vary)}, accept-encoding`)
}

/** Fastify takes the text from a HEAD's answer before a compressor of its route could say how it would be sent. */
function emptyHeadLast(route: RouteOptions): void {
  if (route.method === 'HEAD' && Array.isArray(route.onSend)) route.onSend.reverse()
}

/**
 * Routes registered inside answer in br or gzip to who takes it. Only for text without secrets: where a secret stands
 * beside something that the caller chose, the compressed length gives it away piece by piece (BREACH), so the answers
 * of the API go out as they are. Neither for streams of events, which a compressor would hold back, nor for files that
 * are compressed already. Bodies of requests stay as they come: unpacking one could fill the memory.
 */
export async function withCompression(
  app: FastifyInstance,
  register: (app: FastifyInstance) => void | Promise<void>,
): Promise<void> {
  await app.register(async (compressed) => {
    await compressed.register(compress, { globalDecompression: false, encodings: ['br', 'gzip'] })
    compressed.addHook('onRoute', emptyHeadLast)
    compressed.addHook('onSend', async (_, reply) => varyByEncoding(reply))
    await register(compressed)
  })
}
