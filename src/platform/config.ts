import { defaultBreakerFailures } from '../domain/delivery/breaker.ts'
import { defaultRetryWaitsMs } from '../domain/delivery/schedule.ts'
import {
  base64Key,
  bytes,
  ConfigError,
  cidrs,
  durationListMs,
  durationMs,
  flag,
  hostName,
  integer,
  oneOf,
  origin,
  type Setting,
  secretText,
  text,
  url,
} from './config-values.ts'

export { ConfigError } from './config-values.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** Every variable, in the order of contract.md, "Configuration". */
const settings = {
  PORT: integer(0, 65_535),
  HOST: text('an address or a host name', /^[A-Za-z0-9.:_-]+$/),
  FABWIRE_BASE_URL: origin,
  FABWIRE_ALLOW_HTTP: flag,
  FABWIRE_API_HOST: hostName,
  DATABASE_URL: { ...url('postgres:', 'postgresql:'), secret: true } as Setting<string>,
  FABWIRE_DATA_DIR: text('a folder'),
  FABWIRE_ROLE: oneOf('all', 'api', 'worker'),
  FABWIRE_MASTER_KEY: base64Key,
  FABWIRE_NEW_MASTER_KEY: base64Key,
  FABWIRE_SETUP_TOKEN: secretText('a text without spaces'),
  FABWIRE_CUSTOMER_SIGNUP: oneOf('open', 'invite'),
  FABWIRE_WORKSPACE_SIGNUP: oneOf('closed', 'open'),
  FABWIRE_PRIVATE_TARGETS: cidrs,
  FABWIRE_ALLOW_INSECURE_TARGETS: cidrs,
  FABWIRE_RETRY_SCHEDULE: durationListMs(30),
  FABWIRE_DELIVERY_TIMEOUT: durationMs(50, 5 * minuteMs),
  FABWIRE_BREAKER_FAILURES: integer(1, 10_000),
  FABWIRE_SCHEDULER_INTERVAL: durationMs(10, dayMs),
  FABWIRE_RATE_LIMIT: {
    allowed: 'requests a minute from 1 to 10000000, or off',
    parse: (value) => (value === 'off' ? 0 : integer(1, 10_000_000).parse(value)),
  } as Setting<number>,
  FABWIRE_TRUSTED_PROXIES: cidrs,
  FABWIRE_MAX_UPLOAD: bytes(1, 64 * 2 ** 30),
  FABWIRE_RETENTION: durationMs(1_000, 3650 * dayMs),
  FABWIRE_HELD_RETENTION: durationMs(1_000, 3650 * dayMs),
  FABWIRE_METRICS_TOKEN: secretText('a text without spaces'),
  FABWIRE_METRICS_PORT: integer(0, 65_535),
  SMTP_URL: { ...url('smtp:', 'smtps:'), secret: true } as Setting<string>,
  FABWIRE_MAIL_FROM: text('a mail address', /@/),
  S3_ENDPOINT: url('http:', 'https:'),
  S3_BUCKET: text('a bucket name', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  S3_REGION: text('a region', /^[a-z0-9-]+$/),
  S3_ACCESS_KEY_ID: secretText('a key id'),
  S3_SECRET_ACCESS_KEY: secretText('a secret key'),
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
} as const satisfies Record<string, Setting<unknown>>

type Variable = keyof typeof settings
type Value<V extends Variable> = (typeof settings)[V] extends Setting<infer T> ? T : never
export type Environment = Readonly<Record<string, string | undefined>>

function readers(environment: Environment) {
  const optional = <V extends Variable>(variable: V): Value<V> | undefined => {
    const got = environment[variable]
    // An empty variable is an unset one: compose files and unit files write them so.
    if (got === undefined || got === '') return undefined
    const setting: Setting<unknown> = settings[variable]
    const value = setting.parse(got)
    if (value === undefined)
      throw new ConfigError(variable, setting.allowed, setting.secret ? '(hidden)' : got)
    return value as Value<V>
  }
  const withDefault = <V extends Variable>(variable: V, fallback: Value<V>): Value<V> =>
    optional(variable) ?? fallback
  return { optional, withDefault }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)

function refuseUnsafe(config: Config): void {
  const { baseUrl, host } = config
  if (baseUrl === undefined && !isLoopback(host))
    throw new ConfigError('FABWIRE_BASE_URL', `the public origin, because HOST is ${host}`, '')
  if (baseUrl === undefined || config.allowHttp) return
  const { protocol, hostname } = new URL(baseUrl)
  if (protocol === 'http:' && !isLoopback(hostname))
    throw new ConfigError(
      'FABWIRE_BASE_URL',
      'https (or FABWIRE_ALLOW_HTTP=1, which sends cookies in clear)',
      baseUrl,
    )
}

function readS3(environment: Environment): S3Config | undefined {
  const { optional } = readers(environment)
  const endpoint = optional('S3_ENDPOINT')
  const bucket = optional('S3_BUCKET')
  const accessKeyId = optional('S3_ACCESS_KEY_ID')
  const secretAccessKey = optional('S3_SECRET_ACCESS_KEY')
  const region = optional('S3_REGION') ?? 'us-east-1'
  if (!endpoint && !bucket && !accessKeyId && !secretAccessKey) return undefined
  if (!bucket) throw new ConfigError('S3_BUCKET', 'a bucket name, because another S3 setting is given', '')
  if (!accessKeyId) throw new ConfigError('S3_ACCESS_KEY_ID', 'a key id, because S3_BUCKET is given', '')
  if (!secretAccessKey)
    throw new ConfigError('S3_SECRET_ACCESS_KEY', 'a key, because S3_BUCKET is given', '(hidden)')
  return { bucket, region, accessKeyId, secretAccessKey, ...(endpoint && { endpoint }) }
}

export interface S3Config {
  endpoint?: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

export type Config = ReturnType<typeof readConfig>

/** All settings with their defaults. Throws `ConfigError` with the one line to show. */
export function readConfig(environment: Environment) {
  const { optional, withDefault } = readers(environment)
  const config = {
    port: withDefault('PORT', 3000),
    host: withDefault('HOST', '127.0.0.1'),
    /** Origin of links and of the site; unset: `http://localhost:<port>`, known once the port is open. */
    baseUrl: optional('FABWIRE_BASE_URL'),
    allowHttp: withDefault('FABWIRE_ALLOW_HTTP', false),
    apiHost: optional('FABWIRE_API_HOST'),
    databaseUrl: optional('DATABASE_URL'),
    dataDir: withDefault('FABWIRE_DATA_DIR', './data'),
    role: withDefault('FABWIRE_ROLE', 'all'),
    masterKey: optional('FABWIRE_MASTER_KEY'),
    newMasterKey: optional('FABWIRE_NEW_MASTER_KEY'),
    setupToken: optional('FABWIRE_SETUP_TOKEN'),
    customerSignUp: withDefault('FABWIRE_CUSTOMER_SIGNUP', 'open'),
    workspaceSignUp: withDefault('FABWIRE_WORKSPACE_SIGNUP', 'closed'),
    privateTargets: withDefault('FABWIRE_PRIVATE_TARGETS', []),
    insecureTargets: withDefault('FABWIRE_ALLOW_INSECURE_TARGETS', []),
    retryWaitsMs: withDefault('FABWIRE_RETRY_SCHEDULE', [...defaultRetryWaitsMs]),
    deliveryTimeoutMs: withDefault('FABWIRE_DELIVERY_TIMEOUT', 10_000),
    breakerFailures: withDefault('FABWIRE_BREAKER_FAILURES', defaultBreakerFailures),
    schedulerIntervalMs: withDefault('FABWIRE_SCHEDULER_INTERVAL', 30_000),
    /** Requests a minute per principal; 0 is off. */
    rateLimit: withDefault('FABWIRE_RATE_LIMIT', 1200),
    trustedProxies: withDefault('FABWIRE_TRUSTED_PROXIES', []),
    maxUploadBytes: withDefault('FABWIRE_MAX_UPLOAD', 256 * 2 ** 20),
    retentionMs: withDefault('FABWIRE_RETENTION', 30 * dayMs),
    heldRetentionMs: withDefault('FABWIRE_HELD_RETENTION', 90 * dayMs),
    metricsToken: optional('FABWIRE_METRICS_TOKEN'),
    metricsPort: optional('FABWIRE_METRICS_PORT'),
    smtpUrl: optional('SMTP_URL'),
    mailFrom: optional('FABWIRE_MAIL_FROM'),
    s3: readS3(environment),
    logLevel: withDefault('LOG_LEVEL', 'info'),
  }
  refuseUnsafe(config)
  return config
}

/** True when a stranger could reach the server: `HOST` is not loopback. */
export const isExposed = (config: Config): boolean => !isLoopback(config.host)

/** True when the site has an address that others can use: a proxy stands before it. */
export const isPublic = ({ baseUrl }: Config): boolean =>
  baseUrl !== undefined && !isLoopback(new URL(baseUrl).hostname)

/** The process's environment. Nothing else reads it. */
export const environment = (): Environment => process.env
