import { Api, expectStatus } from '../e2e/harness/http.ts'
import { openShop, type Shop, subscribe, type Webhook } from '../e2e/harness/shop.ts'
import { type Deployment, deploy, mostTries } from './deployment.ts'
import { Disk } from './disk.ts'
import { type FaultContext, startAgain, strike } from './faults.ts'
import { balance, type Totals } from './ledger.ts'
import { type Hook, hooksOf } from './manners.ts'
import type { ChaosOptions } from './options.ts'
import { pause, until } from './pause.ts'
import { type PlannedFault, planFaults } from './plan.ts'
import { Publishers } from './publishers.ts'
import { Random } from './random.ts'
import { Receivers } from './receivers.ts'
import { readStored } from './stored.ts'

const publisherCount = 4
/** Accepted events for well-behaved receivers that may wait; the sender is to be tried, not the patience. */
const mostWaiting = 4_000

export interface ChaosResult extends Totals {
  database: string
  seed: number
  kills: number
  faults: Record<string, number>
}

interface Run extends FaultContext {
  options: ChaosOptions
  receivers: Receivers
  shop: Shop
  webhooks: { hook: Hook; webhook: Webhook }[]
}

async function openHooks(run: Omit<Run, 'webhooks'>): Promise<Run['webhooks']> {
  const { options, receivers, shop } = run
  const webhooks = []
  for (const hook of hooksOf(options.events)) {
    const url = `${receivers.origin}/${hook.name}`
    webhooks.push({ hook, webhook: await subscribe(shop.owner, url, { event_types: [hook.type] }) })
  }
  await receivers.serve(
    webhooks.map(({ hook, webhook }) => ({
      path: `/${hook.name}`,
      manner: hook.manner,
      secret: webhook.secret,
      checksTime: options.database === 'postgres',
    })),
  )
  return webhooks
}

/** The owner looks now and then, and enables what the breaker disabled; `refusing` is left as it is. */
async function enableAgain({ shop, webhooks }: Run): Promise<void> {
  const listed = await shop.owner.get('/webhooks?status=disabled&limit=200')
  for (const { id } of expectStatus(listed, 200).data as { id: string }[])
    if (webhooks.some(({ hook, webhook }) => webhook.id === id && hook.manner !== 'refusing'))
      expectStatus(await shop.owner.post(`/webhooks/${id}/enable`, {}), 200)
}

async function strikeAll(
  row: PlannedFault[],
  run: Run,
  accepted: () => number,
  done: string[],
): Promise<void> {
  for (const fault of row.slice()) {
    while (accepted() < fault.atAccepted) await pause(5)
    const what = await strike(fault.kind, run)
    done.push(fault.kind)
    row.shift()
    run.say(`${String(accepted()).padStart(7)} accepted · ${what}`)
  }
}

/** Publishes all events while the faults strike. */
async function publishAmidFaults(run: Run): Promise<{ publishers: Publishers; done: string[] }> {
  const { options, random, receivers, deployment, shop, webhooks } = run
  const rows = planFaults(options, random)
  const segment = options.events / Math.max(1, options.kills) / 2
  const done: string[] = []
  let arrived = 0
  let ended = false
  const publishers = new Publishers({
    url: () => deployment.front.url,
    key: shop.key,
    customerId: shop.customerId,
    hooks: webhooks.map(({ hook }) => hook),
    events: options.events,
    random: new Random(options.seed + 1),
    isAhead: (accepted) =>
      accepted - arrived > mostWaiting + accepted * 0.2 ||
      rows.some((row) => accepted > (row[0]?.atAccepted ?? Number.POSITIVE_INFINITY) + segment),
  })
  const watch = async () => {
    while (!ended) {
      arrived = await receivers.wellAnswered()
      await pause(50)
    }
  }
  const own = async () => {
    while (!ended) {
      await enableAgain(run).catch(() => {})
      await pause(1_000)
    }
  }
  const helpers = Promise.all([watch(), own()])
  const accepted = () => publishers.accepted.length
  try {
    await Promise.all([
      publishers.run(publisherCount),
      ...rows.map((row) => strikeAll(row, run, accepted, done)),
    ])
  } finally {
    ended = true
    await helpers
  }
  return { publishers, done }
}

/** Waits until nothing is pending at enabled endpoints, as far as that comes within patience. */
async function drain(run: Run): Promise<void> {
  const { deployment, shop, webhooks, options, say } = run
  for (const member of deployment.members)
    if (member.node.url === undefined) await startAgain(member, { say })
  const patienceMs = options.short ? 15_000 : 120_000
  let last = ''
  const isQuiet = async () => {
    last = ''
    await enableAgain(run)
    for (const { hook, webhook } of webhooks) {
      if (hook.manner === 'refusing') continue
      const page = await shop.owner.get(`/webhooks/${webhook.id}/deliveries?status=pending&limit=1`)
      if (expectStatus(page, 200).data.length === 0) continue
      last = `${hook.name} still has something pending`
      return false
    }
    return true
  }
  const isDone = await until(
    () =>
      isQuiet().catch((error) => {
        last = String(error)
        return false
      }),
    patienceMs,
    250,
  )
  say(isDone ? 'nothing is due any more; comparing' : `not everything was sent in time (${last}); comparing`)
}

async function account(run: Run, publishers: Publishers): Promise<Totals> {
  const { deployment, receivers } = run
  for (const { node } of deployment.members) await node.stop()
  const stored = await deployment.look(readStored)
  const { seen, problems } = await receivers.report()
  const totals = balance(publishers.accepted, stored, seen, mostTries)
  for (const { hook } of run.webhooks) {
    const rows = stored.filter(({ type, status }) => type === hook.type && status === 'pending')
    const where = rows[0]?.endpointEnabled ? 'not due yet, or not sent yet' : 'held, its endpoint is disabled'
    if (rows.length > 0) run.say(`${rows.length} for ${hook.name} wait: ${where}`)
  }
  totals.unexplained.push(...problems, ...publishers.surprises.map((answer) => `answered ${answer}`))
  return totals
}

/** One whole run. `say` gets what happens, line by line. */
export async function runChaos(options: ChaosOptions, say: (text: string) => void): Promise<ChaosResult> {
  const disk = await Disk.create()
  const receivers = await Receivers.start()
  const random = new Random(options.seed)
  let deployment: Deployment | undefined
  let allWell = false
  const end = async () => {
    await deployment?.close()
    receivers.stop()
    await disk.remove(!allWell)
    if (!allWell) say(`what the servers said is in ${disk.logs}`)
  }
  const onSignal = () => void end().finally(() => process.exit(130))
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  try {
    deployment = await deploy(options, disk)
    const { front } = deployment
    const api = new Api(() => front.url ?? 'http://127.0.0.1:1')
    const shop = await openShop({ api })
    const started = { deployment, disk, random, short: options.short, say, options, receivers, shop }
    const run: Run = { ...started, webhooks: await openHooks(started) }
    const { publishers, done } = await publishAmidFaults(run)
    say(
      `${publishers.accepted.length} accepted, ${publishers.refused} requests refused with 503, ${publishers.unanswered} unanswered`,
    )
    await drain(run)
    const totals = await account(run, publishers)
    allWell = totals.unexplained.length === 0
    const faults = Object.fromEntries(
      Object.entries(Object.groupBy(done, (kind) => kind)).map(([kind, list]) => [kind, list?.length ?? 0]),
    )
    return { ...totals, database: options.database, seed: options.seed, kills: faults.kill ?? 0, faults }
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    await end()
  }
}
