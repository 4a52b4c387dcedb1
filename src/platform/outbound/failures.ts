import { getSystemErrorMap } from 'node:util'
import { errors } from 'undici'
import type { Failure } from './exchange.ts'

/** How far a connection has come. */
export type ConnectStage = 'dns' | 'tcp' | 'tls' | 'open'

/** Carries a finished failure through code that can only pass errors on. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

const REFUSED = new Set(['ECONNREFUSED'])
const TIMED_OUT = new Set(['ETIMEDOUT'])
const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EACCES', 'EPERM'])
/** our own machine ran out of something: not the receiver's fault */
const OURS = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'EADDRINUSE'])
const BROKEN = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET'])
const LENGTH_MISMATCH = 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
/** undici reports two breaches of the protocol as plain socket errors with these words */
const BREACHES = new Set(['bad response', 'bad upgrade'])

const CERTIFICATE_WORDS: Record<string, string> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it does not send the certificate of the authority in between',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS on this port',
  ECONNRESET: 'it closed the connection',
}

/** The name gave no address. */
export function dnsFailure(hostname: string, error: unknown): Failure {
  const isUnanswered = ['EAI_AGAIN', 'ETIMEOUT', 'ESERVFAIL'].includes(codeOf(error))
  const why = isUnanswered ? 'could not be looked up: its DNS did not answer' : 'does not resolve'
  return { code: 'dns', message: `The name ${hostname} ${why}.` }
}

/** No connection came about; `error` is what the socket reported. */
export function connectFailure(host: string, stage: ConnectStage, error: unknown): Failure {
  if (stage === 'tls') {
    const code = codeOf(error)
    const why = CERTIFICATE_WORDS[code] ?? `the handshake failed (${code || 'no reason given'})`
    return { code: 'tls', message: `No secure connection to ${host}: ${why}.` }
  }
  // Several addresses were tried: the most telling of their failures stands for all.
  const codes = error instanceof AggregateError ? error.errors.map(codeOf) : [codeOf(error)]
  const has = (set: ReadonlySet<string>) => codes.some((code) => set.has(code))
  if (has(REFUSED)) return { code: 'refused', message: `${host} refused the connection.` }
  if (has(TIMED_OUT)) return connectTimeout(host, 'tcp')
  if (has(UNREACHABLE)) return { code: 'unreachable', message: `There is no network route to ${host}.` }
  if (has(OURS)) return ourFailure(codes[0] ?? '')
  return { code: 'reset', message: `${host} closed the connection before a request could be sent.` }
}

/** The connection was not ready in time. */
export function connectTimeout(host: string, stage: ConnectStage): Failure {
  const what = {
    dns: `The name ${host} was not resolved in time.`,
    tcp: `${host} did not accept a connection in time.`,
    tls: `${host} did not finish the TLS handshake in time.`,
    open: `${host} did not accept a connection in time.`,
  }
  return { code: 'timeout_connect', message: what[stage] }
}

/** The exchange broke off after the request was handed to a connection. */
export function exchangeFailure(host: string, error: unknown, hasStatus: boolean): Failure {
  if (error instanceof FailureError) return error.failure
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : ''
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return { code: 'bad_header', message: `The request has a header that may not be sent: ${message}.` }
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return { code: 'headers_too_large', message: `${host} answered with more than 16 KiB of headers.` }
  }
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) return connectFailure(host, 'tls', error)
  if (isBreach(error, code, message, hasStatus)) {
    return { code: 'protocol', message: `${host} answered with something that is not HTTP/1.1.` }
  }
  if (BROKEN.has(code) || code === LENGTH_MISMATCH || isParserError(error)) {
    const when = hasStatus ? 'in the middle of its answer' : 'before it answered'
    return { code: 'reset', message: `${host} closed the connection ${when}.` }
  }
  return ourFailure(code)
}

function isBreach(error: unknown, code: string, message: string, hasStatus: boolean): boolean {
  if (BREACHES.has(message)) return true
  // Before the status it is a contradiction in the headers, afterwards a body that ends too early.
  if (code === LENGTH_MISMATCH) return !hasStatus
  return isParserError(error) && !/EOF/.test(message)
}

// The parser's errors carry no code; an end in the wrong place is told in the message.
function isParserError(error: unknown): boolean {
  return error instanceof errors.HTTPParserError
}

function ourFailure(code: string): Failure {
  const known = [...getSystemErrorMap().values()].find(([name]) => name === code)?.[1]
  const why = known === undefined ? '' : ` (${known})`
  return { code: 'internal', message: `The request could not be sent for a reason on our side${why}.` }
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
