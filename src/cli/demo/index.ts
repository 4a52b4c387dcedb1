import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type RunningServer, startServer } from '../../main/server.ts'
import { type Config, environment, readConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import { type Arrival, type DemoReceiver, startDemoReceiver } from './receiver.ts'
import { customerEmail, ownerEmail, password, type Scene, setTheScene } from './scene.ts'
import { failingType, storyOf } from './story.ts'
import { terminal } from './terminal.ts'

/** Everything must have arrived by then; `--once` promises an end within 40 s. */
const patienceMs = 25_000

const demoConfig = (folder: string, port?: string): Config => {
  const { PORT, LOG_LEVEL } = environment()
  return readConfig({
    PORT: port ?? PORT,
    LOG_LEVEL: LOG_LEVEL ?? 'error',
    FABWIRE_DATA_DIR: folder,
    // The receiver is on this machine, and nobody wants to wait 30 s for the first retry.
    FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8',
    FABWIRE_RETRY_SCHEDULE: '1s,2s,4s,8s',
  })
}

/** On the usual port, or on any when that one is taken. */
async function startDemoServer(folder: string): Promise<RunningServer> {
  const start = (config: Config) => startServer(config, createLog(config.logLevel, process.stderr))
  try {
    return await start(demoConfig(folder))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return start(demoConfig(folder, '0'))
  }
}

/** Resolves once each subscription has verified each event, or when patience ends. */
function arrivals(receiver: DemoReceiver, expected: number): Promise<Arrival[]> {
  const seen: Arrival[] = []
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(seen), patienceMs)
    receiver.onArrival((arrival) => {
      seen.push(arrival)
      terminal.arrival(arrival)
      if (seen.filter(({ status }) => status === 200).length < expected) return
      clearTimeout(timer)
      resolve(seen)
    })
  })
}

interface LoggedDelivery {
  event: { type: string }
  status: string
  attempts: { number: number; response: { status: number } | null; error: { message: string } | null }[]
}

/** What the delivery log says of the one that failed first; the log is written just after the answer came. */
async function showRetry(scene: Scene): Promise<boolean> {
  const { data: webhooks } = await scene.owner.get<{ data: { id: string }[] }>('/webhooks')
  const { data: own } = await scene.customer.get<{ data: { id: string }[] }>('/webhooks')
  for (let look = 0; look < 50; look++) {
    const lists = await Promise.all([
      ...webhooks.map(({ id }) => scene.owner.get<{ data: LoggedDelivery[] }>(`/webhooks/${id}/deliveries`)),
      ...own.map(({ id }) => scene.customer.get<{ data: LoggedDelivery[] }>(`/webhooks/${id}/deliveries`)),
    ])
    const deliveries = lists.flatMap(({ data }) => data)
    if (deliveries.some(({ status }) => status === 'pending')) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      continue
    }
    const retried = deliveries.find(({ attempts }) => attempts.length > 1)
    for (const { number, error } of retried?.attempts ?? [])
      terminal.step(`${retried?.event.type}, try ${number}: ${error ? error.message : 'delivered'}`)
    return retried !== undefined && deliveries.every(({ status }) => status === 'delivered')
  }
  return false
}

async function tellTheStory(scene: Scene, receiver: DemoReceiver): Promise<boolean> {
  const day = scene.projectNo.slice(2, 10)
  const story = storyOf(scene.projectNo, day)
  terminal.title('The order lives, told by the ERP; each delivery as its receiver verified it')
  terminal.note(`the first delivery of ${failingType} will be refused, to see it retried`)
  const expected = story.length * 2
  const arrived = arrivals(receiver, expected)
  for (const event of story) await scene.erp.post('/events', { ...event, user_id: scene.customerId })
  const seen = await arrived
  const verified = seen.filter(({ status, problems }) => status === 200 && problems.length === 0)
  const wrong = seen.filter(({ problems }) => problems.length > 0)
  terminal.title('What the delivery log says of the retried one')
  const logged = await showRetry(scene)
  terminal.title('Result')
  const good = verified.length === expected && wrong.length === 0 && logged
  const text = `${verified.length} of ${expected} deliveries verified, ${seen.length - verified.length} refused and retried`
  if (good) terminal.step(text)
  else terminal.failure(`${text}, ${wrong.length} with a wrong signature`)
  return good
}

/** Starts receiver and server on a folder of their own. `end` stops both and removes it, whatever was reached. */
async function openStage() {
  const folder = await mkdtemp(join(tmpdir(), 'fabwire-demo-'))
  const undo = [() => rm(folder, { recursive: true, force: true })]
  const end = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  // Ctrl+C counts from the first moment; a second one does not wait.
  let verified = false
  const stop = () => void end().then(() => process.exit(verified ? 0 : 1))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    const receiver = await startDemoReceiver(failingType)
    undo.push(async () => receiver.close())
    const server = await startDemoServer(folder)
    undo.push(() => server.stop())
    const settle = (good: boolean) => {
      verified = good
    }
    return { folder, receiver, server, end, settle }
  } catch (error) {
    await end()
    throw error
  }
}

/** The main job on a fresh database, from sign-up to verified deliveries. */
export async function runDemo(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { once: { type: 'boolean', default: false } } })
  const { folder, receiver, server, end, settle } = await openStage()
  const baseUrl = `http://localhost:${new URL(server.url).port}`
  terminal.plain(`Fabwire demo on ${baseUrl}, embedded database in ${folder}`)
  let good = false
  try {
    good = await tellTheStory(await setTheScene(baseUrl, receiver), receiver)
  } catch (error) {
    terminal.failure((error as Error).message)
  }
  settle(good)
  if (values.once) {
    await end()
    process.exit(good ? 0 : 1)
  }
  terminal.title('It stays up. Ctrl+C ends it and removes its data.')
  terminal.plain(`  API reference  ${baseUrl}/docs/api`)
  terminal.plain(`  shop owner     ${ownerEmail}  ${password}`)
  terminal.plain(`  customer       ${customerEmail}  ${password}`)
}
