import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A demo shop with a year of history, and a session of its owner. */
export interface Shop {
  origin: string
  /** As a `Cookie` header has it. */
  cookie: string
  stop(): Promise<void>
}

const program = join(import.meta.dirname, '../../src/cli/fabwire.ts')

/** Reads what the demo prints until it says who can sign in. */
async function announced(child: ChildProcess) {
  if (child.stdout === null) throw new Error('the demo has no output')
  let origin = ''
  for await (const line of createInterface(child.stdout)) {
    origin = /^Fabwire demo on (\S+),/.exec(line)?.[1] ?? origin
    const [, email, password] = /^ {2}shop owner +(\S+) +(\S+)$/.exec(line) ?? []
    if (email === undefined) continue
    // Nobody reads on; a full pipe would stop the demo.
    child.stdout.resume()
    return { origin, email, password }
  }
  throw new Error('the demo ended before it was up')
}

async function signIn(origin: string, email: string, password?: string): Promise<string> {
  const answer = await fetch(`${origin}/api/auth/sign-in`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  if (!answer.ok) throw new Error(`the owner cannot sign in: ${answer.status}`)
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
  const { origin, email, password } = await announced(child)
  return {
    origin,
    cookie: await signIn(origin, email, password),
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
