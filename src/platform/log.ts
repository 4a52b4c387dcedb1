import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

const tokens = /(pat|fwk)_[0-9a-f]{64}/g
const webhookSecrets = /whsec_[A-Za-z0-9+/=]{16,44}/g
/** Session cookies: header, payload and signature of a JWT. */
const jwts = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g

/** Takes anything that looks like one of our secrets out of a text. The last net: nothing should put one in. */
export const redact = (text: string): string =>
  text
    .replace(tokens, '$1_[redacted]')
    .replace(webhookSecrets, 'whsec_[redacted]')
    .replace(jwts, '[redacted]')

/** One JSON object per line to `destination`. `level`: pino's names, or `silent`. */
export function createLog(level: string, destination: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['password', 'secret', 'authorization', 'cookie', '*.password', '*.secret'],
        censor: '[redacted]',
      },
      hooks: { streamWrite: redact },
    },
    destination,
  )
}

/** A log that keeps nothing, for tests and benches. */
export const silentLog = (): Log => createLog('silent', { write: () => {} })
