import { secretMembers } from '../../src/contract/idempotency.ts'

/** Members of requests that are secrets; those of answers are listed where replays leave them out. */
const sentSecrets = ['password', 'current_password', 'new_password', 'setup_token', 'token', 'challenge']
const receivedSecrets = [...secretMembers, 'challenge']

/** Shorter ones would be found in anything. */
const leastLength = 8

/** What looks like a secret whoever made it, and the marks of the log's own net: nothing should get as far as it. */
const secretForms: readonly RegExp[] = [
  /(?:pat|fwk)_[0-9a-f]{64}/,
  /whsec_[A-Za-z0-9+/]{16,}/,
  /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/,
  /\$argon2/,
  /otpauth:\/\//,
  /\/(?:invitations|reset-password|verify)\/[\w-]{20,}/,
  /_\[redacted\]/,
]

const textsOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.flatMap(textsOf) : []

function collect(value: unknown, names: readonly string[], into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    if (names.includes(name))
      for (const text of textsOf(member)) if (text.length >= leastLength) into.add(text)
    collect(member, names, into)
  }
}

/**
 * Knows the secrets that went in and out of a program, and finds them in its log. Every test app has one, so the whole
 * suite's log is searched, at the most talkative level.
 */
export class LogWatch {
  readonly #secrets = new Set<string>()

  sent(body: unknown): void {
    collect(body, sentSecrets, this.#secrets)
  }

  received(body: unknown, cookies: readonly string[]): void {
    collect(body, receivedSecrets, this.#secrets)
    for (const cookie of cookies) {
      const value = /^[^=]+=([^;]+)/.exec(cookie)?.[1] ?? ''
      if (value.length >= leastLength) this.#secrets.add(value)
    }
  }

  /** The lines that hold a secret, with what was found in each. */
  leaks(lines: readonly string[]): { line: string; found: string }[] {
    const log = lines.join('')
    const known = [...this.#secrets].filter((secret) => log.includes(JSON.stringify(secret).slice(1, -1)))
    return lines.flatMap((line) => {
      const form = secretForms.map((pattern) => pattern.exec(line)?.[0]).find((text) => text !== undefined)
      const found = known.find((secret) => line.includes(JSON.stringify(secret).slice(1, -1))) ?? form
      return found === undefined ? [] : [{ line, found }]
    })
  }

  /** Throws when a line holds a secret (SECURITY.md, "What is promised"). */
  assertClean(lines: readonly string[]): void {
    const leaks = this.leaks(lines)
    if (leaks.length > 0)
      throw new Error(
        `${leaks.length} lines of the log hold a secret, the first "${leaks[0]?.found}" in ${leaks[0]?.line}`,
      )
  }
}
