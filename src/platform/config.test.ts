import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, type Environment, isExposed, isPublic, readConfig } from './config.ts'

const key = Buffer.alloc(32, 1).toString('base64')
const day = 86_400_000

/** The line that the operator sees. */
function complaint(environment: Environment): string {
  try {
    readConfig(environment)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).message
  }
  throw new Error('it was accepted')
}

test('unset: works out of the box, as contract.md says', () => {
  expect(readConfig({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    baseUrl: undefined,
    allowHttp: false,
    apiHost: undefined,
    databaseUrl: undefined,
    dataDir: './data',
    role: 'all',
    masterKey: undefined,
    newMasterKey: undefined,
    setupToken: undefined,
    customerSignUp: 'open',
    workspaceSignUp: 'closed',
    privateTargets: [],
    insecureTargets: [],
    retryWaitsMs: [30_000, 120_000, 600_000, 1_800_000, 7_200_000, 21_600_000, day],
    deliveryTimeoutMs: 10_000,
    breakerFailures: 10,
    schedulerIntervalMs: 30_000,
    rateLimit: 1200,
    trustedProxies: [],
    maxUploadBytes: 256 * 2 ** 20,
    retentionMs: 30 * day,
    heldRetentionMs: 90 * day,
    metricsToken: undefined,
    metricsPort: undefined,
    smtpUrl: undefined,
    mailFrom: undefined,
    s3: undefined,
    logLevel: 'info',
  })
})

test('empty: the same as unset', () => {
  const empty = Object.fromEntries(
    ['PORT', 'HOST', 'FABWIRE_BASE_URL', 'DATABASE_URL', 'FABWIRE_MASTER_KEY', 'S3_BUCKET', 'LOG_LEVEL'].map(
      (name) => [name, ''],
    ),
  )
  expect(readConfig(empty)).toEqual(readConfig({}))
})

describe('good values', () => {
  type Config = ReturnType<typeof readConfig>
  const s3 = { S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' }

  test.each<[variable: string, value: string, member: keyof Config, read: unknown]>([
    ['PORT', '0', 'port', 0],
    ['PORT', '65535', 'port', 65_535],
    ['HOST', '::1', 'host', '::1'],
    ['HOST', 'localhost', 'host', 'localhost'],
    ['FABWIRE_BASE_URL', 'https://fab.example.com', 'baseUrl', 'https://fab.example.com'],
    ['FABWIRE_BASE_URL', 'https://fab.example.com:8443/', 'baseUrl', 'https://fab.example.com:8443'],
    ['FABWIRE_BASE_URL', 'http://127.0.0.1:3000', 'baseUrl', 'http://127.0.0.1:3000'],
    ['FABWIRE_BASE_URL', 'http://[::1]:3000', 'baseUrl', 'http://[::1]:3000'],
    ['FABWIRE_ALLOW_HTTP', '1', 'allowHttp', true],
    ['FABWIRE_ALLOW_HTTP', '0', 'allowHttp', false],
    ['FABWIRE_API_HOST', 'api.example.com', 'apiHost', 'api.example.com'],
    ['FABWIRE_API_HOST', 'LocalHost:3001', 'apiHost', 'localhost:3001'],
    ['DATABASE_URL', 'postgres://u:p@db/fabwire', 'databaseUrl', 'postgres://u:p@db/fabwire'],
    ['DATABASE_URL', 'postgresql:///fabwire', 'databaseUrl', 'postgresql:///fabwire'],
    ['FABWIRE_DATA_DIR', '/var/lib/fab wire', 'dataDir', '/var/lib/fab wire'],
    ['FABWIRE_ROLE', 'worker', 'role', 'worker'],
    ['FABWIRE_MASTER_KEY', key, 'masterKey', Buffer.alloc(32, 1)],
    ['FABWIRE_SETUP_TOKEN', '0123456789abcdef', 'setupToken', '0123456789abcdef'],
    ['FABWIRE_CUSTOMER_SIGNUP', 'invite', 'customerSignUp', 'invite'],
    ['FABWIRE_WORKSPACE_SIGNUP', 'open', 'workspaceSignUp', 'open'],
    ['FABWIRE_RETRY_SCHEDULE', '50ms,1s', 'retryWaitsMs', [50, 1_000]],
    ['FABWIRE_DELIVERY_TIMEOUT', '500ms', 'deliveryTimeoutMs', 500],
    ['FABWIRE_BREAKER_FAILURES', '3', 'breakerFailures', 3],
    ['FABWIRE_SCHEDULER_INTERVAL', '1m', 'schedulerIntervalMs', 60_000],
    ['FABWIRE_RATE_LIMIT', 'off', 'rateLimit', 0],
    ['FABWIRE_RATE_LIMIT', '60', 'rateLimit', 60],
    ['FABWIRE_MAX_UPLOAD', '1GiB', 'maxUploadBytes', 2 ** 30],
    ['FABWIRE_MAX_UPLOAD', '1000', 'maxUploadBytes', 1_000],
    ['FABWIRE_MAX_UPLOAD', '5MB', 'maxUploadBytes', 5_000_000],
    ['FABWIRE_RETENTION', '7d', 'retentionMs', 7 * day],
    ['FABWIRE_HELD_RETENTION', '2h', 'heldRetentionMs', 7_200_000],
    ['FABWIRE_METRICS_TOKEN', 'x'.repeat(16), 'metricsToken', 'x'.repeat(16)],
    ['FABWIRE_METRICS_PORT', '9464', 'metricsPort', 9464],
    ['SMTP_URL', 'smtps://u:p@mail.example.com', 'smtpUrl', 'smtps://u:p@mail.example.com'],
    ['FABWIRE_MAIL_FROM', 'Fab <shop@example.com>', 'mailFrom', 'Fab <shop@example.com>'],
    ['LOG_LEVEL', 'silent', 'logLevel', 'silent'],
  ])('%s=%s', (variable, value, member, read) => {
    expect(readConfig({ [variable]: value })[member]).toEqual(read)
  })

  test.each(['FABWIRE_PRIVATE_TARGETS', 'FABWIRE_ALLOW_INSECURE_TARGETS', 'FABWIRE_TRUSTED_PROXIES'])(
    '%s: networks of both families',
    (variable) => {
      const config = readConfig({ [variable]: '10.0.0.0/8, fd00::/8,127.0.0.1/32' })
      const lists = [config.privateTargets, config.insecureTargets, config.trustedProxies]
      expect(lists.flat().map(({ text }) => text)).toEqual(['10.0.0.0/8', 'fd00::/8', '127.0.0.1/32'])
    },
  )

  test('S3: with the defaults of AWS, or another endpoint', () => {
    expect(readConfig({ ...s3, S3_BUCKET: 'parts' }).s3).toEqual({
      bucket: 'parts',
      region: 'us-east-1',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    })
    const own = { ...s3, S3_BUCKET: 'parts', S3_ENDPOINT: 'http://minio:9000', S3_REGION: 'eu-central-1' }
    expect(readConfig(own).s3).toMatchObject({ endpoint: 'http://minio:9000', region: 'eu-central-1' })
  })
})

describe('bad values stop the start with one line: the variable, what is allowed, what it got', () => {
  test.each([
    ['PORT', ['-1', '65536', '3000.5', '0x10', ' 3000', 'http', '1e3'], 'a whole number from 0 to 65535'],
    ['HOST', ['a b', 'http://x', '*'], 'an address or a host name'],
    [
      'FABWIRE_BASE_URL',
      ['fab.example.com', 'ftp://x', 'https://x/path', 'https://x?q', 'https://x#h', 'https://'],
      'an origin such as https://fab.example.com',
    ],
    ['FABWIRE_ALLOW_HTTP', ['true', 'yes', '2'], '1 or 0'],
    [
      'FABWIRE_API_HOST',
      ['https://api.example.com', 'api example', 'api/x'],
      'a host name such as api.example.com',
    ],
    ['FABWIRE_DATA_DIR', [' ', ' data'], 'a folder'],
    ['FABWIRE_ROLE', ['both', 'ALL', 'api,worker'], 'all|api|worker'],
    ['FABWIRE_CUSTOMER_SIGNUP', ['closed', 'Open'], 'open|invite'],
    ['FABWIRE_WORKSPACE_SIGNUP', ['invite'], 'closed|open'],
    [
      'FABWIRE_PRIVATE_TARGETS',
      ['10.0.0', '10.0.0.0/33', 'lan', '10.0.0.0/8;10.1.0.0/16'],
      'comma-separated networks',
    ],
    ['FABWIRE_ALLOW_INSECURE_TARGETS', ['0.0.0.0/', '::/129'], 'comma-separated networks'],
    ['FABWIRE_TRUSTED_PROXIES', ['true', '*'], 'comma-separated networks'],
    [
      'FABWIRE_RETRY_SCHEDULE',
      ['30', '30s,', '0s', '-1s', '31d', '1s '.repeat(3), Array(31).fill('1s').join()],
      '1 to 30',
    ],
    ['FABWIRE_DELIVERY_TIMEOUT', ['10', '49ms', '6m', '10 s'], 'a duration such as'],
    ['FABWIRE_BREAKER_FAILURES', ['0', '10001', 'ten'], 'a whole number from 1 to 10000'],
    ['FABWIRE_SCHEDULER_INTERVAL', ['9ms', '2d'], 'a duration such as'],
    ['FABWIRE_RATE_LIMIT', ['0', '-5', 'none', '10000001'], 'requests a minute from 1 to 10000000, or off'],
    ['FABWIRE_MAX_UPLOAD', ['0', '65GiB', '1mb', '1.5GiB', '-1'], 'a size such as 256MiB'],
    ['FABWIRE_RETENTION', ['30', '999ms', '3651d'], 'a duration such as'],
    ['FABWIRE_HELD_RETENTION', ['forever'], 'a duration such as'],
    ['FABWIRE_METRICS_PORT', ['70000', 'on'], 'a whole number from 0 to 65535'],
    ['FABWIRE_MAIL_FROM', ['shop'], 'a mail address'],
    ['S3_ENDPOINT', ['minio:9000', 's3://x'], 'a URL with http: or https:'],
    ['S3_BUCKET', ['Parts', 'ab', '-x-', 'a/b'], 'a bucket name'],
    ['S3_REGION', ['EU west'], 'a region'],
    ['LOG_LEVEL', ['verbose', 'INFO'], 'trace|debug|info|warn|error|fatal|silent'],
  ])('%s', (variable, values, allowed) => {
    for (const value of values) {
      const line = complaint({ [variable]: value })
      expect(line.startsWith(`${variable}: expected ${allowed}`)).toBe(true)
      expect(line).toContain(`got ${JSON.stringify(value)}`)
      expect(line).not.toContain('\n')
    }
  })

  test.each([
    ['DATABASE_URL', ['mysql://root:swordfish@db/x', 'swordfish']],
    ['FABWIRE_MASTER_KEY', ['swordfish', `${key}=`, Buffer.alloc(31).toString('base64'), key.slice(0, -1)]],
    ['FABWIRE_NEW_MASTER_KEY', ['swordfish']],
    ['FABWIRE_SETUP_TOKEN', ['sword fish']],
    ['FABWIRE_METRICS_TOKEN', [' swordfish']],
    ['SMTP_URL', ['http://u:swordfish@mail', 'swordfish']],
    ['S3_ACCESS_KEY_ID', ['sword fish']],
    ['S3_SECRET_ACCESS_KEY', ['sword fish']],
  ])('%s: its value is hidden', (variable, values) => {
    for (const value of values) {
      const line = complaint({ [variable]: value })
      expect(line).toMatch(new RegExp(`^${variable}: expected .+, got "\\(hidden\\)"$`))
    }
  })

  test('what it got stays on the line, and its password out of it', () => {
    expect(complaint({ LOG_LEVEL: 'a\nb' })).toContain('got "a\\nb"')
    const line = complaint({ FABWIRE_BASE_URL: 'https://admin:swordfish@fab.example.com' })
    expect(line).toContain('got "https://(hidden)@fab.example.com"')
  })

  test('every variable is among these', () => {
    const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8')
    const [, tables = ''] = read('config.test.ts').split("describe('bad values")
    const settings = [...read('config.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name)
    expect(settings.length).toBeGreaterThan(30)
    expect(settings.filter((name) => !tables.includes(`'${name}',`))).toEqual([])
  })

  test('S3: half a configuration', () => {
    expect(complaint({ S3_ENDPOINT: 'http://minio:9000' })).toMatch(/^S3_BUCKET: expected .+, got ""$/)
    expect(complaint({ S3_BUCKET: 'parts' })).toMatch(/^S3_ACCESS_KEY_ID: /)
    expect(complaint({ S3_BUCKET: 'parts', S3_ACCESS_KEY_ID: 'id' })).toMatch(/^S3_SECRET_ACCESS_KEY: /)
  })
})

describe('what would be unsafe stops the start', () => {
  test.each(['0.0.0.0', '::', '192.168.1.5', 'fab.lan'])('HOST=%s needs a base URL', (host) => {
    expect(complaint({ HOST: host })).toBe(
      `FABWIRE_BASE_URL: expected the public origin, because HOST is ${host}, got ""`,
    )
    const config = readConfig({ HOST: host, FABWIRE_BASE_URL: 'https://fab.example.com' })
    expect(isExposed(config)).toBe(true)
  })

  test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('HOST=%s does not', (host) => {
    expect(isExposed(readConfig({ HOST: host }))).toBe(false)
    expect(isPublic(readConfig({ HOST: host }))).toBe(false)
    expect(isPublic(readConfig({ HOST: host, FABWIRE_BASE_URL: 'http://127.0.0.1:3000' }))).toBe(false)
    expect(isPublic(readConfig({ HOST: host, FABWIRE_BASE_URL: 'https://fab.example.com' }))).toBe(true)
  })

  test('http: only on this machine, unless it was asked for', () => {
    const FABWIRE_BASE_URL = 'http://fab.lan'
    expect(complaint({ FABWIRE_BASE_URL })).toMatch(
      /^FABWIRE_BASE_URL: expected https \(or FABWIRE_ALLOW_HTTP=1/,
    )
    expect(complaint({ FABWIRE_BASE_URL: 'http://127.0.0.1.evil.example' })).toMatch(/^FABWIRE_BASE_URL/)
    expect(readConfig({ FABWIRE_BASE_URL, FABWIRE_ALLOW_HTTP: '1' }).baseUrl).toBe('http://fab.lan')
    expect(readConfig({ FABWIRE_BASE_URL: 'http://localhost:8080' }).baseUrl).toBe('http://localhost:8080')
  })
})
