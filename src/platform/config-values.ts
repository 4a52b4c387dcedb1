import { parseDurationListMs, parseDurationMs } from '../domain/duration.ts'
import { type Cidr, parseCidrs } from './outbound/index.ts'

/** User and password of a URL are nobody's business, even where the variable is no secret. */
const withoutPassword = (got: string): string => got.replace(/\/\/[^/@]*@/, '//(hidden)@')

/** A wrong setting. The message is the one line that the operator sees. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  constructor(variable: string, allowed: string, got: string) {
    super(`${variable}: expected ${allowed}, got ${JSON.stringify(withoutPassword(got))}`)
  }
}

/** Reads one variable: `allowed` describes the values, `parse` gives undefined for any other. */
export interface Setting<T> {
  allowed: string
  parse(text: string): T | undefined
  /** Its value is a secret: errors do not repeat it. */
  secret?: boolean
}

const byteUnits: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
}

export const integer = (min: number, max: number): Setting<number> => ({
  allowed: `a whole number from ${min} to ${max}`,
  parse: (text) =>
    /^\d{1,15}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined,
})

export const oneOf = <T extends string>(...values: readonly T[]): Setting<T> => ({
  allowed: values.join('|'),
  parse: (text) => values.find((value) => value === text),
})

export const text = (allowed: string, form = /^\S.*$/): Setting<string> => ({
  allowed,
  parse: (value) => (form.test(value) ? value : undefined),
})

export const secretText = (allowed: string, form = /^\S+$/): Setting<string> => ({
  ...text(allowed, form),
  secret: true,
})

export const flag: Setting<boolean> = {
  allowed: '1 or 0',
  parse: (value) => ({ '1': true, '0': false })[value],
}

/** Milliseconds of a duration such as `30s`, within bounds in ms. */
export const durationMs = (minMs: number, maxMs: number): Setting<number> => ({
  allowed: `a duration such as 500ms, 30s, 2m, 6h or 1d, from ${minMs}ms to ${maxMs}ms`,
  parse: (value) => {
    const ms = parseDurationMs(value)
    return ms !== null && ms >= minMs && ms <= maxMs ? ms : undefined
  },
})

export const durationListMs = (most: number): Setting<number[]> => ({
  allowed: `1 to ${most} comma-separated durations such as 30s,2m,10m, each from 1ms to 30d`,
  parse: (value) => {
    const list = parseDurationListMs(value)
    return list?.every((ms) => ms >= 1 && ms <= 30 * 86_400_000) && list.length <= most ? list : undefined
  },
})

export const bytes = (min: number, max: number): Setting<number> => ({
  allowed: `a size such as 256MiB, from ${min} to ${max} bytes`,
  parse: (value) => {
    const match = /^(\d{1,12})(B|[KMG]iB|[kMG]B)?$/.exec(value)
    const size = match ? Number(match[1]) * (byteUnits[match[2] ?? 'B'] ?? 1) : Number.NaN
    return size >= min && size <= max ? size : undefined
  },
})

export const cidrs: Setting<Cidr[]> = {
  allowed: 'comma-separated networks such as 10.0.0.0/8,fd00::/8',
  parse: (value) => {
    try {
      return parseCidrs(value)
    } catch {
      return undefined
    }
  },
}

export const url = (...protocols: readonly string[]): Setting<string> => ({
  allowed: `a URL with ${protocols.join(' or ')}`,
  parse: (value) => (URL.canParse(value) && protocols.includes(new URL(value).protocol) ? value : undefined),
})

/** An origin: no path, query or credentials. */
export const origin: Setting<string> = {
  allowed: 'an origin such as https://fab.example.com',
  parse: (value) => {
    if (!URL.canParse(value)) return undefined
    const { protocol, pathname, search, hash, username, origin: parsed } = new URL(value)
    const bare = pathname === '/' && search === '' && hash === '' && username === ''
    return bare && (protocol === 'http:' || protocol === 'https:') ? parsed : undefined
  },
}

/** A host as it stands in a `Host` header, in lower case, with a port or without. */
export const hostName: Setting<string> = {
  allowed: 'a host name such as api.example.com',
  parse: (value) => (/^[a-z0-9.-]+(:\d+)?$/i.test(value) ? value.toLowerCase() : undefined),
}

export const base64Key: Setting<Uint8Array> = {
  allowed: '32 bytes in base64',
  secret: true,
  parse: (value) => {
    const key = /^[A-Za-z0-9+/]{43}=$/.test(value) ? Buffer.from(value, 'base64') : undefined
    return key?.length === 32 ? key : undefined
  },
}
