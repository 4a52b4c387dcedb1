import type { Deployment, Member } from './deployment.ts'
import type { Disk } from './disk.ts'
import { pause, until } from './pause.ts'
import type { FaultKind } from './plan.ts'
import type { Random } from './random.ts'

const patienceMs = 60_000

export interface FaultContext {
  deployment: Deployment
  disk: Disk
  random: Random
  short: boolean
  say(text: string): void
}

/** A node that is down has no link to cut and no clock to set. */
const anyUp = ({ deployment, random }: FaultContext): Member => {
  const up = deployment.members.filter(({ node }) => node.url !== undefined)
  return random.pick(up.length > 0 ? up : deployment.members)
}

/** Starts a node until it stays: another fault may end it while it starts. */
export async function startAgain({ node }: Member, { say }: Pick<FaultContext, 'say'>): Promise<void> {
  const started = await until(
    () =>
      node.start().then(
        () => true,
        (error) => {
          say(`${(error as Error).message}`)
          return false
        },
      ),
    patienceMs,
    500,
  )
  if (!started) throw new Error(`${node.name} does not start any more`)
}

async function kill(context: FaultContext): Promise<string> {
  const member = anyUp(context)
  await pause(context.random.between(0, 200))
  await member.node.kill()
  await pause(context.random.between(0, context.short ? 300 : 1_500))
  await startAgain(member, context)
  return `kill -9 ${member.node.name}`
}

async function restartDatabase({ deployment, random }: FaultContext): Promise<string> {
  await deployment.cluster?.crash()
  await pause(random.between(0, 1_000))
  await deployment.cluster?.start()
  return 'stopped PostgreSQL at once and started it again'
}

/** Of a worker, mostly; the one that accepts can lose its link as well. */
async function breakLink(context: FaultContext, how: 'cut' | 'silence', forMs: number): Promise<string> {
  const { link, node } = context.random.pick(context.deployment.members)
  link?.[how]()
  await pause(forMs)
  link?.open()
  return `${how === 'cut' ? 'cut' : 'silenced'} the database link of ${node.name} for ${forMs} ms`
}

async function pauseNode(context: FaultContext, forMs: number): Promise<string> {
  const { node } = anyUp(context)
  node.signal('SIGSTOP')
  await pause(forMs)
  node.signal('SIGCONT')
  return `paused ${node.name} for ${forMs} ms`
}

async function jumpClock(context: FaultContext): Promise<string> {
  const { node } = anyUp(context)
  node.signal('SIGUSR2')
  return `the clock of ${node.name} jumped`
}

async function fillDisk({ deployment, disk, random }: FaultContext): Promise<string> {
  const pids = deployment.writers()
  await disk.fill(pids)
  await pause(random.between(500, 2_500))
  await disk.free(pids)
  await deployment.revive()
  return `the disk was full (${disk.kind})`
}

/** Lets a fault strike, waits until it is over, and tells what it was. */
export function strike(kind: FaultKind, context: FaultContext): Promise<string> {
  const { random, short } = context
  // Longer than a lease of 15 s, but for short runs.
  const long = () => (short ? random.between(500, 1_500) : random.between(2_000, 20_000))
  const strikes: Record<FaultKind, () => Promise<string>> = {
    kill: () => kill(context),
    'restart-database': () => restartDatabase(context),
    cut: () => breakLink(context, 'cut', long()),
    silence: () => breakLink(context, 'silence', long()),
    pause: () => pauseNode(context, long()),
    clock: () => jumpClock(context),
    'full-disk': () => fillDisk(context),
  }
  return strikes[kind]()
}
