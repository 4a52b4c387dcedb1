import type { Db } from '../src/db/port.ts'
import type { Actor } from '../src/domain/access/principal.ts'
import { invoiceService } from '../src/features/invoices/index.ts'
import { orderService } from '../src/features/orders/index.ts'
import { systemClock } from '../src/platform/clock.ts'
import { makeShop } from '../test/harness/engine.ts'
import type { Bench } from './harness/bench.ts'
import { onBothDatabases } from './harness/databases.ts'
import { boundRow, method, type Row } from './harness/report.ts'

/** Orders of a busy shop in a year. */
const yearOrders = 5_000
const customers = 50
const listLength = 50
const warmUp = 20
const rounds = 101
const goalMs = 10

/** Ids count up with `n`, as those that are made one after the other. */
const idOf = (kind: string, n = 'n') =>
  `('019${kind}0000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`

/** A year, straight into the tables: each order with a project, three lines, two charges and an invoice. */
const year = [
  `INSERT INTO users (email, name, password_hash, created_at)
   SELECT 'bench' || c || '@example.com', 'Customer ' || c, '', now() FROM generate_series(1, ${customers}) c`,
  `INSERT INTO projects (id, workspace_id, project_no, customer_id, name, status, created_at)
   SELECT ${idOf('a')}, $1::uuid, 'P-' || n, (SELECT min(id) FROM users) + n % ${customers}, 'Bracket', 'active',
     now() - n * interval '100 minutes'
   FROM generate_series(1, $2::int) n`,
  `INSERT INTO orders (id, workspace_id, order_no, project_id, customer_id, status, currency, subtotal_minor,
     tax_minor, total_minor, created_at)
   SELECT ${idOf('b')}, $1::uuid, 'O-' || n, ${idOf('a')}, (SELECT min(id) FROM users) + n % ${customers},
     (ARRAY['placed', 'in_production', 'shipped', 'delivered'])[1 + n % 4], 'USD', 35000, 5000, 40000,
     now() - n * interval '100 minutes'
   FROM generate_series(1, $2::int) n`,
  `INSERT INTO order_lines (id, workspace_id, order_id, position, part_name, quantity, unit_price, total_minor)
   SELECT ${idOf('c', '3 * n + l')}, $1::uuid, ${idOf('b')}, l, 'Part ' || l, 10, 10, 10000
   FROM generate_series(1, $2::int) n, generate_series(0, 2) l`,
  `INSERT INTO order_charges (id, workspace_id, order_id, position, kind, label, amount_minor)
   SELECT ${idOf('d', '2 * n + c')}, $1::uuid, ${idOf('b')}, c, (ARRAY['setup', 'tax'])[1 + c], 'Charge', 5000
   FROM generate_series(1, $2::int) n, generate_series(0, 1) c`,
  `INSERT INTO invoices (id, workspace_id, invoice_no, order_id, project_id, customer_id, status, currency, due_on,
     subtotal_minor, tax_minor, total_minor, paid_minor, created_at, issued_at)
   SELECT ${idOf('e')}, $1::uuid, 'I-' || n, ${idOf('b')}, ${idOf('a')},
     (SELECT min(id) FROM users) + n % ${customers}, CASE WHEN n % 10 = 0 THEN 'issued' ELSE 'paid' END, 'USD',
     current_date - n / 14, 35000, 5000, 40000, CASE WHEN n % 10 = 0 THEN 0 ELSE 40000 END, now(), now()
   FROM generate_series(1, $2::int) n`,
  `INSERT INTO invoice_lines (workspace_id, order_id, invoice_id, order_line_id, quantity, total_minor)
   SELECT $1::uuid, ${idOf('b')}, ${idOf('e')}, ${idOf('c', '3 * n + l')}, 10, 10000
   FROM generate_series(1, $2::int) n, generate_series(0, 2) l`,
  `INSERT INTO invoice_charges (workspace_id, order_id, invoice_id, order_charge_id, amount_minor)
   SELECT $1::uuid, ${idOf('b')}, ${idOf('e')}, ${idOf('d', '2 * n + c')}, 5000
   FROM generate_series(1, $2::int) n, generate_series(0, 1) c`,
  `INSERT INTO payments (id, workspace_id, invoice_id, amount_minor, method, received_on, source, created_at)
   SELECT ${idOf('f')}, $1::uuid, ${idOf('e')}, 40000, 'wire', current_date, 'staff', now()
   FROM generate_series(1, $2::int) n WHERE n % 10 <> 0`,
]

async function fill(db: Db, workspaceId: string, orders: number): Promise<void> {
  for (const text of year) {
    const values = text.includes('$1') ? [workspaceId, orders] : []
    await db.run({ text, values })
  }
  await db.run({ text: 'ANALYZE', values: [] })
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  for (let n = 0; n < warmUp; n++) await work()
  const spent: number[] = []
  for (let n = 0; n < rounds; n++) {
    const startedMs = performance.now()
    await work()
    spent.push(performance.now() - startedMs)
  }
  return spent.sort((a, b) => a - b)[Math.floor(rounds / 2)] as number
}

/** Who asks: the shop, or one of its customers. */
const actorOf = (workspaceId: string, role: string, userId: number) =>
  ({ principal: { kind: 'session', userId, workspaceId, role }, address: '127.0.0.1' }) as unknown as Actor

/** What a list of 50 records takes, with a year of data. */
export const recordsBench: Bench = async ({ database, scale }) => {
  const rows: Row[] = []
  const orderCount = Math.round(yearOrders * Math.min(1, scale * 5))
  method(
    `${orderCount} orders with 3 lines and an invoice each; lists of ${listLength}, the median of ${rounds}`,
  )
  await onBothDatabases(database, async (db) => {
    const { workspaceId, customerId } = await makeShop(db)
    await fill(db, workspaceId, orderCount)
    const parts = {
      db,
      clock: systemClock,
      engine: { enqueue: async () => [] },
      notices: { tellStaff: async () => {} },
      baseUrl: () => 'http://localhost:3000',
    }
    const orders = orderService(parts)
    const invoices = invoiceService(parts)
    const shop = actorOf(workspaceId, 'staff', customerId)
    const customer = actorOf(workspaceId, 'customer', customerId + 1)
    const plain = { limit: listLength, cursor: undefined, sort: '-created_at' } as const
    const lists: Record<string, () => Promise<{ data: unknown[] }>> = {
      orders: () => orders.list(shop, plain),
      'orders-with-lines': () => orders.list(shop, { ...plain, expand: ['lines', 'shipments', 'customer'] }),
      'orders-by-status': () => orders.list(shop, { ...plain, status: 'shipped' }),
      'orders-of-a-customer': () => orders.list(customer, plain),
      invoices: () => invoices.list(shop, plain),
      'invoices-overdue': () => invoices.list(shop, { ...plain, status: 'overdue', sort: 'due_on' }),
      'invoices-of-a-customer': () => invoices.list(customer, plain),
    }
    for (const [name, list] of Object.entries(lists)) {
      if ((await list()).data.length !== listLength) throw new Error(`${name} is too short to measure`)
      rows.push(boundRow(`records-${name}-${db.kind}`, await medianMs(list), 'ms', goalMs))
    }
  })
  return rows
}
