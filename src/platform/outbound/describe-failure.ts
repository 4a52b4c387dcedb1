import type { OutboundErrorCode } from './exchange.ts'

/** What kind of failure an attempt ended with; the delivery log filters by it. */
export type FailureClass =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'reset'
  | 'tls'
  | 'timeout'
  | 'redirect'
  | 'client_error'
  | 'server_error'
  | 'blocked'
  | 'too_large'
  | 'protocol'
  | 'internal'

/** A failure for a person: what happened, and what to do about it. */
export interface FailureText {
  readonly class: FailureClass
  readonly sentence: string
  readonly cure: string
}

/** What is known when a failure is described. */
export interface FailureContext {
  /** host name of the URL */
  readonly host: string
  /** ms; the deadline that applied */
  readonly timeoutMs: number
}

type Words = readonly [FailureClass, sentence: string, cure: string]

// {host} and {timeout} are filled in.
const BY_CODE: Record<OutboundErrorCode, Words> = {
  dns: ['dns', 'The name {host} does not resolve.', 'Check the DNS record of the name.'],
  refused: [
    'refused',
    '{host} refused the connection.',
    'Check that the receiver is running and listens on the port of the URL.',
  ],
  unreachable: [
    'unreachable',
    'There is no network route to {host}.',
    'Check the address in DNS and the firewall between here and the receiver.',
  ],
  reset: [
    'reset',
    '{host} closed the connection before its answer was complete.',
    'Look into the log of the receiver or its proxy for a crash or a restart at that time.',
  ],
  tls: [
    'tls',
    'No secure connection to {host} could be made.',
    'Check that the certificate is valid, issued for this name and sent with its intermediate certificates.',
  ],
  timeout_connect: [
    'timeout',
    '{host} did not accept a connection within {timeout}.',
    'Check the DNS servers of the name and the firewall in front of the receiver.',
  ],
  timeout: [
    'timeout',
    '{host} took the request but did not answer within {timeout}.',
    'Answer at once and do the work afterwards, for example from a queue.',
  ],
  timeout_body: [
    'timeout',
    '{host} began its answer but did not finish it within {timeout}.',
    'Send a short answer and end it; the status alone is enough.',
  ],
  blocked_target: [
    'blocked',
    '{host} leads to an address that may not be called.',
    'Use a public address with https; a receiver in the local network has to be opened in the configuration.',
  ],
  bad_url: ['blocked', 'The URL may not be called.', 'Set a URL that starts with https://.'],
  headers_too_large: [
    'too_large',
    '{host} answered with more than 16 KiB of headers.',
    'Send fewer headers; cookies are often the cause.',
  ],
  protocol: [
    'protocol',
    '{host} answered with something that is not HTTP/1.1.',
    'Check that the port of the URL belongs to a web server.',
  ],
  bad_header: [
    'internal',
    'The request has a header that may not be sent.',
    'Remove line breaks and reserved names from the headers that are configured.',
  ],
  busy: [
    'internal',
    'All connections to {host} stayed in use until the time was up.',
    'Nothing to do: it is tried again. Slow answers of the receiver are the usual cause.',
  ],
  internal: [
    'internal',
    'The request could not be sent for a reason on our side.',
    'Nothing to do: it is tried again. If it persists, the log of the server says more.',
  ],
}

const BY_STATUS: Record<number, Words> = {
  401: [
    'client_error',
    '{host} answered 401: it wants a sign-in.',
    'Let the receiver accept signed webhooks.',
  ],
  403: [
    'client_error',
    '{host} answered 403: access denied.',
    'Check firewall rules and bot protection there.',
  ],
  404: ['client_error', '{host} answered 404: nothing is at this path.', 'Check the path of the URL.'],
  405: ['client_error', '{host} answered 405: no POST at this path.', 'Let the receiver take POST requests.'],
  410: [
    'client_error',
    '{host} answered 410: the receiver is gone.',
    'Remove the webhook, or set its new URL.',
  ],
  413: ['client_error', '{host} answered 413: too large for it.', 'Raise the size limit of the receiver.'],
  429: [
    'client_error',
    '{host} answered 429: too many requests.',
    'Raise the rate limit of the receiver; deliveries slow down meanwhile.',
  ],
}

/**
 * Puts a failed attempt into plain words. Pass the error code, or null and the status of a whole
 * answer. Null for a 2xx without error: that is no failure.
 */
export function describeFailure(
  code: OutboundErrorCode | null,
  status: number | null,
  context: FailureContext,
): FailureText | null {
  if (code === null && status !== null && status >= 200 && status <= 299) return null
  const [kind, sentence, cure] = code === null ? wordsForStatus(status) : BY_CODE[code]
  const fill = (text: string) =>
    text.replaceAll('{host}', context.host).replaceAll('{timeout}', `${context.timeoutMs / 1000} s`)
  return { class: kind, sentence: fill(sentence), cure }
}

/** What the delivery log calls a failure that a whole answer was: `http_client_error`. */
export const statusFailureCode = (kind: FailureClass): string => `http_${kind}`

/** One line of the catalogue of failures. */
interface FailureEntry extends FailureText {
  /** As the delivery log has it. */
  readonly code: string
  /** The status, `3xx` for a whole class of them; null when no whole answer came. */
  readonly status: string | null
}

/** Statuses that stand for all of their class which have no words of their own. */
const TYPICAL: Readonly<Record<string, number>> = { '3xx': 302, '4xx': 400, '5xx': 500, other: 600 }

function statusEntry(shown: string, status: number, context: FailureContext): FailureEntry {
  const text = describeFailure(null, status, context) ?? fail(status)
  const sentence =
    shown === 'other'
      ? text.sentence.replace(`status ${status}`, 'some other status')
      : text.sentence.replace(String(status), shown)
  return { ...text, sentence, code: statusFailureCode(text.class), status: shown }
}

function fail(status: number): never {
  throw new RangeError(`${status} is no failure`)
}

/** Every failure that is told apart: those before an answer, then those by its status. */
export function failureCatalogue(context: FailureContext): FailureEntry[] {
  const before = (Object.keys(BY_CODE) as OutboundErrorCode[]).flatMap((code) => {
    const text = describeFailure(code, null, context)
    return text === null ? [] : [{ ...text, code, status: null }]
  })
  const known = Object.keys(BY_STATUS).map((status) => statusEntry(status, Number(status), context))
  const others = Object.entries(TYPICAL).map(([shown, status]) => statusEntry(shown, status, context))
  return [...before, ...known, ...others]
}

function wordsForStatus(status: number | null): Words {
  if (status === null) return BY_CODE.internal
  const known = BY_STATUS[status]
  if (known !== undefined) return known
  const sentence = `{host} answered with status ${status}.`
  if (status >= 300 && status <= 399) {
    const redirect = `{host} answered with a redirect (${status}), which is not followed.`
    return ['redirect', redirect, 'Set the URL to the final address.']
  }
  if (status >= 400 && status <= 499) {
    return ['client_error', sentence, 'Look into the log of the receiver: it rejected the request.']
  }
  if (status >= 500 && status <= 599) {
    return ['server_error', sentence, 'Look into the log of the receiver: it failed at that time.']
  }
  return ['protocol', sentence, 'Answer with a status from 200 to 299.']
}
