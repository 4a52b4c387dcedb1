import { type DueDays, dueDays, latestSoonBefore } from '../../domain/records/due-date.ts'
import { type DueSelection, listDueZones, markDue } from './due-store.ts'
import { type InvoiceEvent, invoiceEvent } from './events.ts'
import type { InvoicesOptions } from './options.ts'

type DueOptions = Pick<InvoicesOptions, 'db' | 'clock' | 'engine' | 'baseUrl'>

const batchInvoices = 200

/** What is told of which due days. What is overdue was never too late to be due soon: only that is told. */
const tellings = ({ today, soonBefore }: DueDays) =>
  [
    { type: 'invoice.overdue', mark: 'overdue_sent_for', from: null, before: today },
    { type: 'invoice.due_soon', mark: 'due_soon_sent_for', from: today, before: soonBefore },
  ] as const

/** Tells of some invoices, with the marks and the events in one transaction. How many they were. */
const tellBatch = (
  { db, engine, baseUrl }: DueOptions,
  type: InvoiceEvent,
  selection: DueSelection,
): Promise<number> =>
  db.transaction(async (tx) => {
    const due = await markDue(tx, selection)
    if (due.length > 0)
      await engine.enqueue(
        tx,
        due.map((invoice) => invoiceEvent(type, invoice, invoice.is_test, baseUrl())),
      )
    return due.length
  })

/**
 * Tells customers of invoices that fall due within 72 hours, and of those whose due day has ended, each once for each
 * due day (domain.md, "Events"). Any number of nodes may do so at once. Returns how many were told of.
 */
export async function tellDueInvoices(options: DueOptions): Promise<number> {
  const now = options.clock.now()
  let told = 0
  for (const timeZone of await listDueZones(options.db, latestSoonBefore(now)))
    for (const { type, ...days } of tellings(dueDays(now, timeZone))) {
      const selection = { ...days, timeZone, limit: batchInvoices }
      let count: number
      do {
        count = await tellBatch(options, type, selection)
        told += count
      } while (count === batchInvoices)
    }
  return told
}
