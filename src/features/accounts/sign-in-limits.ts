import { type ErrorCode, Problem } from '../../contract/errors.ts'
import type { BucketPolicy, Take } from '../../domain/token-bucket.ts'
import { clientNetwork } from '../../platform/client-network.ts'
import type { Clock } from '../../platform/clock.ts'
import { TokenBuckets } from '../../platform/token-buckets.ts'

const minuteMs = 60_000

/** Wrong guesses, per what they have in common. */
const policies = {
  /** At one account, from one network. */
  pair: { quota: 10, windowMs: 5 * minuteMs },
  /** At any accounts, from one network. */
  network: { quota: 100, windowMs: 5 * minuteMs },
  /** At one account, from anywhere that its owner has not been. */
  account: { quota: 50, windowMs: 15 * minuteMs },
  /** Sign-ups that told whether an address is taken, or tried set-up tokens, from one network. */
  signUp: { quota: 20, windowMs: 5 * minuteMs },
} as const satisfies Record<string, BucketPolicy>

const signInGuesses: readonly ErrorCode[] = ['invalid_credentials']
const signUpGuesses: readonly ErrorCode[] = ['email_taken', 'setup_token_required']

const mostKnownPairs = 50_000

const isGuess = (error: unknown, codes: readonly ErrorCode[]): boolean =>
  error instanceof Problem && codes.includes(error.code)

const refused = (take: Take): Problem =>
  new Problem('rate_limited', { headers: { 'retry-after': String(take.resetSeconds) } })

/**
 * Slows guessing down (security case 32). Only wrong guesses count, so whoever knows the password is never refused
 * for using it often. Guesses at one account from many networks share a bucket, from which the networks where its
 * owner signed in before are exempt: guessing from elsewhere never locks the owner out.
 */
export class SignInLimits {
  readonly #pairs: TokenBuckets
  readonly #networks: TokenBuckets
  readonly #accounts: TokenBuckets
  readonly #signUps: TokenBuckets
  /** `network account` of past successes, oldest first. */
  readonly #knownPairs = new Set<string>()

  constructor(clock: Clock) {
    this.#pairs = new TokenBuckets(policies.pair, clock)
    this.#networks = new TokenBuckets(policies.network, clock)
    this.#accounts = new TokenBuckets(policies.account, clock)
    this.#signUps = new TokenBuckets(policies.signUp, clock)
  }

  /** Runs a sign-in unless too many guesses came before it. Counts first, so that guesses sent at once count too. */
  async signIn<T>(email: string, address: string, work: () => Promise<T>): Promise<T> {
    const network = clientNetwork(address)
    const account = email.trim().toLowerCase()
    const pair = `${network} ${account}`
    const giveBack = this.#takeAll([
      [this.#pairs, pair],
      [this.#networks, network],
      ...(this.#knownPairs.has(pair) ? [] : ([[this.#accounts, account]] as const)),
    ])
    try {
      const result = await work()
      giveBack()
      this.#remember(pair)
      return result
    } catch (error) {
      if (!isGuess(error, signInGuesses)) giveBack()
      throw error
    }
  }

  /** Runs a sign-up unless its network has asked for too many that were refused. */
  async signUp<T>(email: string, address: string, work: () => Promise<T>): Promise<T> {
    const network = clientNetwork(address)
    // Counts afterwards: a whole class that signs up at once from one school is welcome.
    const look = this.#signUps.look(network)
    if (!look.allowed) throw refused(look)
    try {
      const result = await work()
      this.#remember(`${network} ${email.trim().toLowerCase()}`)
      return result
    } catch (error) {
      if (isGuess(error, signUpGuesses)) this.#signUps.take(network)
      throw error
    }
  }

  /** Takes one of each, or none and throws the 429. Returns how to give them back. */
  #takeAll(rules: readonly (readonly [buckets: TokenBuckets, key: string])[]): () => void {
    const taken: (typeof rules)[number][] = []
    const giveBack = () => {
      for (const [buckets, key] of taken) buckets.giveBack(key)
    }
    for (const rule of rules) {
      const take = rule[0].take(rule[1])
      if (take.allowed) taken.push(rule)
      else {
        giveBack()
        throw refused(take)
      }
    }
    return giveBack
  }

  #remember(pair: string): void {
    this.#knownPairs.delete(pair)
    this.#knownPairs.add(pair)
    const [oldest] = this.#knownPairs
    if (this.#knownPairs.size > mostKnownPairs && oldest !== undefined) this.#knownPairs.delete(oldest)
  }
}
