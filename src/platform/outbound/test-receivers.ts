import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'
import {
  type AddressPolicy,
  createAddressPolicy,
  createOutbound,
  type Exchange,
  type Outbound,
  type OutboundOptions,
  type OutboundRequest,
  parseCidrs,
} from './index.ts'

/** A receiver on loopback that is closed when the test ends. */
export interface Receiver {
  readonly port: number
  /** sockets ever accepted */
  readonly sockets: Socket[]
  /** resolves when the socket accepted as number `index` is closed */
  closed(index: number): Promise<void>
}

/** Customer policy under which the receivers below may be called. */
export const openPolicy: AddressPolicy = createAddressPolicy({
  audience: 'customer',
  privateTargets: [],
  insecureTargets: parseCidrs('127.0.0.0/8 ::1'),
})

/** The policy of an installation without configuration. */
export const strictPolicy: AddressPolicy = createAddressPolicy({
  audience: 'customer',
  privateTargets: [],
  insecureTargets: [],
})

/** An HTTP receiver; the body is read before the handler is called. */
export function httpReceiver(
  handler: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void,
): Promise<Receiver> {
  return listen(createHttpServer(withBody(handler)))
}

/** An HTTPS receiver that closes after each answer and tells what it saw: SNI and session reuse. */
export function httpsReceiver(certificate: Certificate): Promise<Receiver> {
  return listen(
    createHttpsServer({ ...certificate }, ({ socket }, response) => {
      const { servername, isSessionReused } = socket as TLSSocket
      response.setHeader('connection', 'close')
      response.end(`${servername} ${isSessionReused.call(socket) ? 'resumed' : 'fresh'}`)
    }),
  )
}

/** A receiver that speaks whatever it likes as soon as a first byte has come. */
export function rawReceiver(answer: (socket: Socket) => void): Promise<Receiver> {
  return listen(
    createTcpServer((socket) => {
      socket.once('data', () => answer(socket))
    }),
  )
}

/** A sender that is closed when the test ends. */
export function sender(options: Partial<OutboundOptions> = {}): Outbound {
  const outbound = createOutbound({ now: () => 1_700_000_000_000, ...options })
  onTestFinished(() => outbound.close())
  return outbound
}

/** Posts with defaults. */
export function post(
  outbound: Outbound,
  url: string,
  options: Partial<OutboundRequest> = {},
): Promise<Exchange> {
  const defaults = { policy: openPolicy, headers: [], body: '{}', timeoutMs: 10_000 }
  return outbound.post({ url, ...defaults, ...options })
}

/** The kept body as text. */
export function bodyText(exchange: Exchange): string {
  return Buffer.from(exchange.response?.body ?? []).toString('latin1')
}

/** Key and certificate in PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** Makes a self-signed certificate for a name with the openssl command. */
export function selfSigned(name: string): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'fabwire-tls-'))
  const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const subject = ['-days', '2', '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  try {
    execFileSync('openssl', [...request, ...subject, '-keyout', keyPath, '-out', certPath], { stdio: 'pipe' })
    return { key: readFileSync(keyPath, 'utf8'), cert: readFileSync(certPath, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function withBody(handler: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => handler(request, response, Buffer.concat(chunks)))
  }
}

async function listen(server: Server): Promise<Receiver> {
  const sockets: Socket[] = []
  const closings: Promise<void>[] = []
  server.on('connection', (socket: Socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    closings.push(new Promise((resolve) => socket.once('close', () => resolve())))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const { port } = server.address() as AddressInfo
  return { port, sockets, closed: async (index) => closings[index] }
}
