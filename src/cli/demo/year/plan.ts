import { dayMs } from './days.ts'
import type { Random } from './random.ts'
import { carriers, defects, finishes, materials, parts, processes, talk } from './words.ts'

/** One line of a job. Prices are whole cents, so that nothing needs rounding. */
export interface PlannedPart {
  name: string
  process: string
  material: string
  finish: string
  quantity: number
  unitCents: number
  leadTimeDays: number
}

export interface PlannedShipment {
  at: Date
  deliveredAt: Date | null
  carrier: string
  /** Pieces of each part, in their order. */
  quantities: number[]
}

export interface PlannedInvoice {
  issuedAt: Date
  /** Days from the issue. */
  termDays: number
  /** The whole, or halves. */
  payments: Date[]
  halves: boolean
}

/** What becomes of a request. */
export type Answer = 'open' | 'accepted' | 'declined' | 'expired'

/** One customer's request and all that came of it up to a moment. A time that is null has not come. */
export interface Job {
  customer: number
  requestedAt: Date
  readyAt: Date | null
  answer: Answer
  answeredAt: Date | null
  parts: PlannedPart[]
  setupCents: number
  startedAt: Date | null
  shipments: PlannedShipment[]
  invoice: PlannedInvoice | null
  defect: { at: Date; resolvedAt: Date | null; text: string; pieces: number } | null
  messages: { at: Date; side: 'customer' | 'shop'; body: string }[]
}

const validDays = 30

const planPart = (random: Random): PlannedPart => ({
  name: random.pick(parts),
  process: random.pick(processes),
  material: random.pick(materials),
  finish: random.pick(finishes),
  quantity: random.pick([1, 2, 5, 10, 20, 25, 50, 100, 250]),
  unitCents: random.between(350, 24_000),
  leadTimeDays: random.between(5, 20),
})

const answerOf = (random: Random): Exclude<Answer, 'open'> =>
  random.chance(0.72) ? 'accepted' : random.chance(0.6) ? 'declined' : 'expired'

/** One or two parcels; two share every part between them where it has more than one piece. */
function planShipments(
  random: Random,
  startedMs: number,
  planned: readonly PlannedPart[],
): PlannedShipment[] {
  const longest = Math.max(...planned.map(({ leadTimeDays }) => leadTimeDays))
  const readyMs = startedMs + longest * dayMs * (0.7 + random.next() * 0.5)
  const shipment = (atMs: number, quantities: number[]): PlannedShipment => ({
    at: new Date(atMs),
    deliveredAt: new Date(atMs + random.between(1, 5) * dayMs),
    carrier: random.pick(carriers),
    quantities,
  })
  const all = planned.map(({ quantity }) => quantity)
  if (!random.chance(0.2) || Math.min(...all) < 2) return [shipment(readyMs, all)]
  const first = all.map((quantity) => Math.ceil(quantity / 2))
  const rest = all.map((quantity, index) => quantity - (first[index] ?? 0))
  return [shipment(readyMs - 3 * dayMs, first), shipment(readyMs, rest)]
}

function planInvoice(random: Random, shippedMs: number): PlannedInvoice {
  const issuedMs = shippedMs + random.next() * dayMs
  const termDays = random.pick([14, 30, 30, 60])
  const halves = random.chance(0.15)
  // Most pay about the due day, some never do.
  const paidMs = issuedMs + (termDays + random.between(-12, 15)) * dayMs
  const payments = random.chance(0.03)
    ? []
    : halves
      ? [new Date(paidMs - 5 * dayMs), new Date(paidMs)]
      : [new Date(paidMs)]
  return { issuedAt: new Date(issuedMs), termDays, payments, halves }
}

/** A job as it would go to its end. */
function planJob(random: Random, customer: number, requestedMs: number): Job {
  const planned = Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, () => planPart(random))
  const readyMs = requestedMs + (0.2 + random.next() * 2.5) * dayMs
  const answer = answerOf(random)
  const answeredMs = readyMs + (answer === 'expired' ? validDays : 0.5 + random.next() * 8) * dayMs
  const startedMs = answeredMs + (0.5 + random.next() * 3) * dayMs
  const shipments = answer === 'accepted' ? planShipments(random, startedMs, planned) : []
  const lastMs = shipments.at(-1)?.at.getTime() ?? startedMs
  const words = random.chance(0.45) ? random.between(1, 4) : 0
  const from = random.between(0, talk.length - 1)
  return {
    customer,
    requestedAt: new Date(requestedMs),
    readyAt: new Date(readyMs),
    answer,
    answeredAt: new Date(answeredMs),
    parts: planned,
    setupCents: random.chance(0.5) ? random.between(20, 300) * 100 : 0,
    startedAt: answer === 'accepted' ? new Date(startedMs) : null,
    shipments,
    invoice: answer === 'accepted' ? planInvoice(random, lastMs) : null,
    defect:
      answer === 'accepted' && random.chance(0.05)
        ? {
            at: new Date(lastMs + dayMs),
            resolvedAt: new Date(lastMs + random.between(2, 9) * dayMs),
            text: random.pick(defects),
            pieces: 1,
          }
        : null,
    messages: Array.from({ length: words }, (_, index) => ({
      at: new Date(requestedMs + (index + random.next()) * dayMs),
      ...(talk[(from + index) % talk.length] ?? { side: 'shop' as const, body: 'Thank you.' }),
    })),
  }
}

/** The same job as it stands at a moment: what lies ahead of it has not happened. */
export function asOf(job: Job, now: Date): Job {
  const past = (at: Date | null): Date | null => (at !== null && at <= now ? at : null)
  const answeredAt = past(job.answeredAt)
  const answer = answeredAt === null ? 'open' : job.answer
  const startedAt = past(job.startedAt)
  const shipments = job.shipments
    .filter(({ at }) => at <= now)
    .map((shipment) => ({ ...shipment, deliveredAt: past(shipment.deliveredAt) }))
  const isShipped = shipments.length > 0 && shipments.length === job.shipments.length
  const invoice = isShipped && job.invoice !== null && job.invoice.issuedAt <= now ? job.invoice : null
  return {
    ...job,
    readyAt: past(job.readyAt),
    answer,
    answeredAt,
    startedAt,
    shipments,
    invoice: invoice && { ...invoice, payments: invoice.payments.filter((at) => at <= now) },
    defect:
      job.defect && job.defect.at <= now ? { ...job.defect, resolvedAt: past(job.defect.resolvedAt) } : null,
    messages: job.messages.filter(({ at }) => at <= now),
  }
}

/** A year of jobs up to `now`, in the order of their requests: fewer at weekends, more as the shop grows. */
export function planYear(random: Random, customerCount: number, jobCount: number, now: Date): Job[] {
  const requests: number[] = []
  while (requests.length < jobCount) {
    const share = Math.sqrt(random.next())
    const atMs = now.getTime() - Math.round((1 - share) * 365 * dayMs)
    const weekday = new Date(atMs).getUTCDay()
    if ((weekday === 0 || weekday === 6) && !random.chance(0.15)) continue
    requests.push(atMs)
  }
  return requests
    .sort((a, b) => a - b)
    .map((atMs) => asOf(planJob(random, random.between(0, customerCount - 1), atMs), now))
}
