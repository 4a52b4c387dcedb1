import type { Arrival, DemoReceiver } from './receiver.ts'
import type { Scene } from './scene.ts'
import { failingType, tellStory } from './story.ts'
import { terminal } from './terminal.ts'

/** Everything must have arrived by then; `--once` promises an end within 40 s. */
const patienceMs = 25_000

/** Hears the receiver from now on. `whenVerified` resolves with all arrivals once so many were good, or when patience ends. */
function collectArrivals(receiver: DemoReceiver) {
  const seen: Arrival[] = []
  let check = () => {}
  receiver.onArrival((arrival) => {
    seen.push(arrival)
    terminal.arrival(arrival)
    check()
  })
  return {
    whenVerified: (expected: number): Promise<Arrival[]> =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(seen), patienceMs)
        check = () => {
          if (seen.filter(({ status }) => status === 200).length < expected) return
          clearTimeout(timer)
          resolve(seen)
        }
        check()
      }),
  }
}

interface LoggedDelivery {
  event: { type: string }
  status: string
  attempts: { number: number; response: { status: number } | null; error: { message: string } | null }[]
}

/** All deliveries since then, of everybody's webhooks. */
async function readLogs({ owner, carl, cora }: Scene, since: Date): Promise<LoggedDelivery[]> {
  const logs = [owner, carl.client, cora.client].map(async (who) => {
    const { data: webhooks } = await who.get<{ data: { id: string }[] }>('/webhooks')
    const lists = webhooks.map(({ id }) =>
      who.get<{ data: LoggedDelivery[] }>(`/webhooks/${id}/deliveries?limit=200&from=${since.toISOString()}`),
    )
    return (await Promise.all(lists)).flatMap(({ data }) => data)
  })
  return (await Promise.all(logs)).flat()
}

/** What the delivery log says of the one that failed first; the log is written just after the answer came. */
async function showRetry(scene: Scene, since: Date): Promise<boolean> {
  for (let look = 0; look < 50; look++) {
    const deliveries = await readLogs(scene, since)
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

/** True when each event was verified once by the shop's receiver and once by its customer's. */
function areComplete(verified: readonly Arrival[], types: readonly string[]): boolean {
  const twice = [...types, ...types].sort()
  const arrived = verified.map(({ type }) => type).sort()
  return twice.length === arrived.length && twice.every((type, index) => type === arrived[index])
}

/** Tells the story, shows what arrives, and says whether all of it was delivered and verified. */
export async function showStory(scene: Scene, receiver: DemoReceiver): Promise<boolean> {
  terminal.title('Two jobs, from the request to the paid invoice; each delivery as its receiver verified it')
  terminal.note(`the first delivery of ${failingType} will be refused, to see it retried`)
  const arrivals = collectArrivals(receiver)
  const since = new Date()
  const types = await tellStory(scene)
  const expected = types.length * 2
  const seen = await arrivals.whenVerified(expected)
  const verified = seen.filter(({ status, problems }) => status === 200 && problems.length === 0)
  const wrong = seen.filter(({ problems }) => problems.length > 0)
  terminal.title('What the delivery log says of the retried one')
  const logged = await showRetry(scene, since)
  terminal.title('Result')
  const good = areComplete(verified, types) && wrong.length === 0 && logged
  const text = `${verified.length} of ${expected} deliveries verified, ${seen.length - verified.length} refused and retried`
  if (good) terminal.step(text)
  else terminal.failure(`${text}, ${wrong.length} with a wrong signature`)
  return good
}
