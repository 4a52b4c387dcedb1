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
  /** At one account, from one browser that it knows. */
  device: { quota: 10, windowMs: 5 * minuteMs },
  /** Codes of a second factor at one account, from anywhere that its owner has not been: 6 digits are few. */
  codes: { quota: 10, windowMs: 60 * minuteMs },
  /** Sign-ups that told whether an address is taken, or tried set-up tokens, from one network. */
  signUp: { quota: 20, windowMs: 5 * minuteMs },
  /** Reset mails asked for: for one address from one network, for any from one, and for one from anywhere. */
  resetPair: { quota: 5, windowMs: 15 * minuteMs },
  resetNetwork: { quota: 50, windowMs: 15 * minuteMs },
  resetAddress: { quota: 5, windowMs: 60 * minuteMs },
  /** Verification mails to one address. */
  verification: { quota: 5, windowMs: 60 * minuteMs },
} as const satisfies Record<string, BucketPolicy>

type Rule = keyof typeof policies

/** Who tries to prove that an account is theirs. */
export interface Attempt {
  /** The account's address, as it was typed; undefined where not even that is known. */
  account: string | undefined
  address: string
  /** Names the browser when the account knows it. */
  device?: string | undefined
}

const signInGuesses: readonly ErrorCode[] = ['invalid_credentials']
const signUpGuesses: readonly ErrorCode[] = ['email_taken', 'setup_token_required']

const mostKnownPairs = 50_000

const isGuess = (error: unknown, codes: readonly ErrorCode[]): boolean =>
  error instanceof Problem && codes.includes(error.code)

const refused = (take: Take): Problem =>
  new Problem('rate_limited', { headers: { 'retry-after': String(take.resetSeconds) } })

const normal = (account: string): string => account.trim().toLowerCase()

/**
 * Slows guessing down (security case 32). Only wrong guesses count, so whoever knows the password is never refused
 * for using it often. Guesses at one account from many networks share a bucket, from which the networks where its
 * owner signed in before are exempt. A browser that the account knows has a bucket to itself: no guessing from
 * elsewhere, next door included, ever locks the owner out.
 */
export class SignInLimits {
  readonly #buckets: Readonly<Record<Rule, TokenBuckets>>
  /** `network account` of past successes, oldest first. */
  readonly #knownPairs = new Set<string>()

  constructor(clock: Clock) {
    this.#buckets = Object.fromEntries(
      Object.entries(policies).map(([rule, policy]) => [rule, new TokenBuckets(policy, clock)]),
    ) as Record<Rule, TokenBuckets>
  }

  /** Runs a proof by password unless too many guesses came before it. */
  signIn<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    return this.#guarded(attempt, 'account', work)
  }

  /** The same for the code of a second factor, where fewer guesses are enough. */
  code<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    return this.#guarded(attempt, 'codes', work)
  }

  /** Runs a sign-up unless its network has asked for too many that were refused. */
  async signUp<T>(email: string, address: string, work: () => Promise<T>): Promise<T> {
    const network = clientNetwork(address)
    // Counts afterwards: a whole class that signs up at once from one school is welcome.
    const look = this.#buckets.signUp.look(network)
    if (!look.allowed) throw refused(look)
    try {
      const result = await work()
      this.trust(email, address)
      return result
    } catch (error) {
      if (isGuess(error, signUpGuesses)) this.#buckets.signUp.take(network)
      throw error
    }
  }

  /**
   * Counts a reset mail asked for, known address or not. True when the address has had enough of them: the caller
   * answers as always and sends none, for those that were sent still work.
   */
  passwordReset(email: string, address: string): boolean {
    const network = clientNetwork(address)
    this.#takeAll([
      ['resetPair', `${network} ${normal(email)}`],
      ['resetNetwork', network],
    ])
    return !this.#buckets.resetAddress.take(normal(email)).allowed
  }

  /** Counts a verification mail. */
  verification(email: string): void {
    this.#takeAll([['verification', normal(email)]])
  }

  /** The account's owner has been here: to be called for a completed sign-in, not for half of one. */
  trust(account: string, address: string): void {
    const pair = `${clientNetwork(address)} ${normal(account)}`
    this.#knownPairs.delete(pair)
    this.#knownPairs.add(pair)
    const [oldest] = this.#knownPairs
    if (this.#knownPairs.size > mostKnownPairs && oldest !== undefined) this.#knownPairs.delete(oldest)
  }

  /** Counts first, so that guesses sent at once count too. */
  async #guarded<T>(
    { account, address, device }: Attempt,
    shared: 'account' | 'codes',
    work: () => Promise<T>,
  ): Promise<T> {
    const giveBack = this.#takeAll(this.#rulesFor(account, clientNetwork(address), device, shared))
    try {
      const result = await work()
      giveBack()
      return result
    } catch (error) {
      if (!isGuess(error, signInGuesses)) giveBack()
      throw error
    }
  }

  #rulesFor(
    account: string | undefined,
    network: string,
    device: string | undefined,
    shared: Rule,
  ): [Rule, string][] {
    if (account === undefined) return [['network', network]]
    if (device !== undefined) return [['device', `${device} ${normal(account)}`]]
    const pair = `${network} ${normal(account)}`
    const fromAnywhere: [Rule, string][] = this.#knownPairs.has(pair) ? [] : [[shared, normal(account)]]
    return [['pair', pair], ['network', network], ...fromAnywhere]
  }

  /** Takes one of each, or none and throws the 429. Returns how to give them back. */
  #takeAll(rules: readonly (readonly [rule: Rule, key: string])[]): () => void {
    const taken: (typeof rules)[number][] = []
    const giveBack = () => {
      for (const [rule, key] of taken) this.#buckets[rule].giveBack(key)
    }
    for (const rule of rules) {
      const take = this.#buckets[rule[0]].take(rule[1])
      if (take.allowed) taken.push(rule)
      else {
        giveBack()
        throw refused(take)
      }
    }
    return giveBack
  }
}
