import { composeToken } from '../src/domain/access/token-form.ts'
import { randomHex } from '../src/platform/crypto.ts'
import { boundRow, method, type Row } from './harness/report.ts'
import type { DatabaseKind } from './harness/server.ts'
import { startBenchServer } from './harness/server.ts'
import { makeBenchShop } from './harness/shop.ts'
import { suspiciousT, welchT } from './harness/welch.ts'

const tokenCalls = 10_000
const signInCalls = 120
const randomHexAt = 'pat_'.length
const randomHexLength = 56

const other = (hex: string): string => (hex === '0' ? '1' : '0')

/** Guesses with a right checksum: wrong in the first place, wrong in the last, and wrong everywhere. */
function guessesOf(secret: string): (() => string)[] {
  const random = secret.slice(randomHexAt, randomHexAt + randomHexLength)
  const firstWrong = composeToken('pat', other(random.slice(0, 1)) + random.slice(1))
  const lastWrong = composeToken('pat', random.slice(0, -1) + other(random.slice(-1)))
  return [() => firstWrong, () => lastWrong, () => composeToken('pat', randomHex(randomHexLength / 2))]
}

/** Calls in turn; milliseconds of each kind. */
async function time(
  kinds: number,
  calls: number,
  call: (kind: number) => Promise<void>,
): Promise<number[][]> {
  const times: number[][] = Array.from({ length: kinds }, () => [])
  for (let n = 0; n < calls; n++) {
    const startedMs = performance.now()
    await call(n % kinds)
    times[n % kinds]?.push(performance.now() - startedMs)
  }
  return times
}

const worst = (times: readonly number[][]): number =>
  Math.max(...times.slice(1).map((sample) => welchT(times[0] as number[], sample)))

/** Security case 7: whether the time of a refusal tells how much of a guessed token is right. */
export async function timeTokenGuesses(
  kind: DatabaseKind,
  secret: string,
  authenticate: (guess: string) => Promise<unknown>,
): Promise<Row> {
  const guesses = guessesOf(secret)
  method(
    `tokens: Welch's t of ${tokenCalls} refusals, first place wrong against last place wrong and unknown`,
  )
  const call = async (n: number) => void (await authenticate(guesses[n]?.() ?? '').catch(() => undefined))
  await time(guesses.length, tokenCalls / 10, call)
  const times = await time(guesses.length, tokenCalls, call)
  return boundRow(`tokens-guess-welch-t-${kind}`, worst(times), 't', suspiciousT)
}

/** Security case 31: whether the time of a refused sign-in tells that an address is known. */
export async function timeSignIns(kind: DatabaseKind): Promise<Row> {
  const server = await startBenchServer(kind)
  try {
    await makeBenchShop(server.url, 'http://127.0.0.1:9')
    method(
      `tokens: Welch's t of ${signInCalls} refused sign-ins over HTTP, a known address against an unknown one`,
    )
    const addresses = ['c@example.com', 'd@example.com']
    const call = async (n: number): Promise<void> => {
      const answer = await fetch(`${server.url}/api/auth/sign-in`, {
        method: 'POST',
        headers: { origin: server.url, 'content-type': 'application/json' },
        body: JSON.stringify({ email: addresses[n], password: 'not-the-password' }),
      })
      if (answer.status !== 401) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`)
      await answer.arrayBuffer()
    }
    await time(addresses.length, signInCalls / 10, call)
    const times = await time(addresses.length, signInCalls, call)
    return boundRow(`sign-in-address-welch-t-${kind}`, worst(times), 't', suspiciousT)
  } finally {
    await server.stop()
  }
}
