import { DatabaseUnavailableError } from './port.ts'

/** SQLSTATEs that pass: connection, resources, operator intervention, the system, deadlock and serialisation; and the sockets' own codes. */
const passing = /^(08|53|57P|58|40P01|40001)/
const passingSocket = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
  'EAI_AGAIN',
])

/** What a driver threw, as the program knows it: `DatabaseUnavailableError` when it will pass, else the same error. */
export function translateFailure(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string }
  if (code !== undefined && (passing.test(code) || passingSocket.has(code)))
    return new DatabaseUnavailableError(error)
  // node-postgres gives these no code.
  if (
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered|Query read timeout/.test(
      message ?? '',
    )
  )
    return new DatabaseUnavailableError(error)
  return error
}

/** For `promise.catch`. */
export function throwTranslated(error: unknown): never {
  throw translateFailure(error)
}
