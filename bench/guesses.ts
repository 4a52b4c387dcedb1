import { hash } from '@node-rs/argon2'
import { Problem } from '../src/contract/errors.ts'
import type { Db } from '../src/db/port.ts'
import { composeToken } from '../src/domain/access/token-form.ts'
import { accountService, type Browser, SignInLimits } from '../src/features/accounts/index.ts'
import { AccessChanges } from '../src/features/credentials/index.ts'
import type { Clock } from '../src/platform/clock.ts'
import { MasterKey, randomHex } from '../src/platform/crypto.ts'
import { boundRow, method, type Row } from './harness/report.ts'
import { suspiciousT, welchT } from './harness/welch.ts'

const tokenCalls = 10_000
const signInCalls = 200
const randomHexAt = 'pat_'.length
const randomHexLength = 56

const other = (hex: string): string => (hex === '0' ? '1' : '0')

/** Guesses with a right checksum: wrong in the first place, wrong in the last, and wrong everywhere. */
function guessesOf(secret: string): (() => string)[] {
  const random = secret.slice(randomHexAt, randomHexAt + randomHexLength)
  const firstWrong = composeToken('pat', other(random.slice(0, 1)) + random.slice(1))
  const lastWrong = composeToken('pat', random.slice(0, -1) + other(random.slice(-1)))
  // Made beforehand, and many of them: making one right before its call would slow that call.
  const unknown = Array.from({ length: 997 }, () => composeToken('pat', randomHex(randomHexLength / 2)))
  let next = 0
  return [() => firstWrong, () => lastWrong, () => unknown[next++ % unknown.length] as string]
}

/** Calls in a random order; milliseconds of each kind. What a call is made with is made before its time begins. */
async function time<T>(
  kinds: readonly (() => T)[],
  calls: number,
  call: (input: T) => Promise<void>,
): Promise<number[][]> {
  const times: number[][] = kinds.map(() => [])
  for (let n = 0; n < calls; n++) {
    // Not in turn: each call leaves the caches as the next one finds them.
    const kind = Math.floor(Math.random() * kinds.length)
    const input = (kinds[kind] as () => T)()
    const startedMs = performance.now()
    await call(input)
    times[kind]?.push(performance.now() - startedMs)
  }
  return times
}

const worst = (times: readonly number[][]): number =>
  Math.max(...times.slice(1).map((sample) => welchT(times[0] as number[], sample)))

/** Security case 7: whether the time of a refusal tells how much of a guessed token is right. */
export async function timeTokenGuesses(
  kind: Db['kind'],
  secret: string,
  authenticate: (guess: string) => Promise<unknown>,
): Promise<Row> {
  const guesses = guessesOf(secret)
  method(
    `tokens: Welch's t of ${tokenCalls} refusals, first place wrong against last place wrong and unknown`,
  )
  const call = async (guess: string) => void (await authenticate(guess).catch(() => undefined))
  await time(guesses, tokenCalls / 10, call)
  const times = await time(guesses, tokenCalls, call)
  return boundRow(`tokens-guess-welch-t-${kind}`, worst(times), 't', suspiciousT)
}

/** An hour later at each look, so that nobody's guesses are counted against the ones before. */
class HourlyClock implements Clock {
  #ms = Date.now()

  now(): Date {
    this.#ms += 3_600_000
    return new Date(this.#ms)
  }
}

/** Security case 31: whether the time of a refused sign-in tells that an address is known. */
export async function timeSignIns(db: Db, knownUserId: number): Promise<Row> {
  await db.run({
    text: 'UPDATE users SET email = $2, password_hash = $3 WHERE id = $1',
    values: [
      knownUserId,
      'known@example.com',
      await hash('the password', { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),
    ],
  })
  const clock = new HourlyClock()
  // Of all that accounts stand on, a refused sign-in uses these.
  const accounts = accountService({
    db,
    clock,
    limits: new SignInLimits(clock),
    masterKey: new MasterKey(Buffer.alloc(32, 7)),
    access: new AccessChanges(),
  } as unknown as Parameters<typeof accountService>[0])
  const browser: Browser = {
    address: '127.0.0.1',
    forwarded: false,
    userAgent: 'bench',
    sessionToken: undefined,
    deviceTokens: new Map(),
  }
  const emails = [() => 'known@example.com', () => 'nobody@example.com']
  const call = async (email: string): Promise<void> => {
    const refused = await accounts.signIn({ email, password: 'another' }, browser).then(
      () => false,
      (error: unknown) => error instanceof Problem && error.code === 'invalid_credentials',
    )
    if (!refused) throw new Error('sign-in was not refused as a wrong password')
  }
  method(`tokens: Welch's t of ${signInCalls} refused sign-ins, a known address against an unknown one`)
  await time(emails, signInCalls / 10, call)
  const times = await time(emails, signInCalls, call)
  return boundRow(`sign-in-address-welch-t-${db.kind}`, worst(times), 't', suspiciousT)
}
