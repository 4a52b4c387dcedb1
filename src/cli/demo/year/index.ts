import { envelopeBody, envelopeTail } from '../../../contract/events/index.ts'
import type { Db, Tx } from '../../../db/port.ts'
import { addConversation } from './conversation-rows.ts'
import { after } from './days.ts'
import { addDelivery } from './delivery-rows.ts'
import { addInvoice } from './invoice-rows.ts'
import { eventsOf, type PastEvent } from './job-events.ts'
import { addJob } from './job-rows.ts'
import { NumberBook } from './numbers.ts'
import { type Job, planYear } from './plan.ts'
import { Random } from './random.ts'
import { Rows } from './rows.ts'
import { backdateCustomers, drawEventIds, insertRows } from './year-store.ts'

/** Older events are past retention. */
const keptDays = 30

export interface YearOptions {
  workspaceId: string
  /** Whose jobs they are: accounts that are there already. */
  customers: readonly { id: number; name: string; company: string }[]
  /** Who speaks for the shop. */
  staff: { id: number; name: string }
  /** The webhook whose delivery log is filled; null for none. */
  webhookId: string | null
  jobs: number
  seed: number
  /** The end of the year. */
  now: Date
}

interface Story {
  userId: number
  event: PastEvent
}

/** The records of one job, and the events it caused. */
function addStory(rows: Rows, numbers: NumberBook, options: YearOptions, job: Job): Story[] {
  const { workspaceId, now, staff } = options
  const customer = options.customers[job.customer]
  if (customer === undefined) throw new RangeError('a job of nobody')
  const place = { workspaceId, customerId: customer.id }
  const records = addJob(rows, numbers, place, job)
  const invoice =
    records.order && addInvoice(rows, numbers, place, { job, records, order: records.order, now })
  const ncrNo = addConversation(rows, numbers, { ...place, customerName: customer.name, staff }, job, records)
  return eventsOf(job, records, invoice, ncrNo, now).map((event) => ({ userId: customer.id, event }))
}

/** Events that retention has not dropped yet, oldest first, with their deliveries. */
async function addEvents(tx: Tx, rows: Rows, random: Random, options: YearOptions, stories: Story[]) {
  const { workspaceId, webhookId, now } = options
  const since = after(now, -keptDays)
  const kept = stories
    .filter(({ event }) => event.at >= since)
    .sort((a, b) => a.event.at.getTime() - b.event.at.getTime())
  const ids = await drawEventIds(tx, kept.length)
  for (const [index, { userId, event }] of kept.entries()) {
    const { type, at, data } = event
    const id = ids[index] ?? 0
    const tail = envelopeTail({ type, user_id: userId, created_at: at, is_test: false, data })
    rows.add('events', {
      ...{ id, workspace_id: workspaceId, user_id: userId, type, is_test: false, created_at: at },
      body: envelopeBody(id, tail),
    })
    if (webhookId !== null) addDelivery(rows, random, webhookId, { id, at })
  }
}

/**
 * Writes a year of plausible history up to `now` into a shop: the same for the same seed, ids apart. Returns how many
 * rows it has.
 */
export async function writeYear(db: Db, options: YearOptions): Promise<number> {
  const { workspaceId, customers, now } = options
  const random = new Random(options.seed)
  const jobs = planYear(random, customers.length, options.jobs, now)
  const rows = new Rows()
  const numbers = new NumberBook()
  const stories = jobs.flatMap((job) => addStory(rows, numbers, options, job))
  rows.addAll('counters', numbers.counters(workspaceId))
  await db.transaction(async (tx) => {
    await addEvents(tx, rows, random, options, stories)
    await backdateCustomers(tx, workspaceId, customers, after(now, -365))
    await insertRows(tx, rows)
  })
  return rows.count
}
