import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A demo shop with a year of history, and sessions in it, as a `Cookie` header has them. */
export interface Shop {
  origin: string
  /** The owner's. */
  cookie: string
  customerCookie: string
  stop(): Promise<void>
}

const program = join(import.meta.dirname, '../../src/cli/fabwire.ts')

/** Reads what the demo prints until it says who can sign in. */
async function announced(child: ChildProcess) {
  if (child.stdout === null) throw new Error('the demo has no output')
  let origin = ''
  let owner: string[] | undefined
  for await (const line of createInterface(child.stdout)) {
    origin = /^Fabwire demo on (\S+),/.exec(line)?.[1] ?? origin
    owner = /^ {2}shop owner +(\S+) +(\S+)$/.exec(line)?.slice(1) ?? owner
    const customer = /^ {2}customer +(\S+) +(\S+)$/.exec(line)?.slice(1)
    if (owner === undefined || customer === undefined) continue
    // Nobody reads on; a full pipe would stop the demo.
    child.stdout.resume()
    return { origin, owner, customer }
  }
  throw new Error('the demo ended before it was up')
}

async function signIn(origin: string, [email, password]: readonly string[]): Promise<string> {
  const answer = await fetch(`${origin}/api/auth/sign-in`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  if (!answer.ok) throw new Error(`${email} cannot sign in: ${answer.status}`)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
}

/** Starts `demo --big` in a process of its own, on a port of its own. */
export async function startShop(): Promise<Shop> {
  const child = spawn(process.execPath, [program, 'demo', '--big'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: '0' },
  })
  const { origin, owner, customer } = await announced(child)
  return {
    origin,
    cookie: await signIn(origin, owner),
    customerCookie: await signIn(origin, customer),
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
