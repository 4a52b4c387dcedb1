import type { Db } from '../../../db/port.ts'
import { newId } from '../../../platform/ids.ts'

export interface TestLine {
  quantity: number
  totalMinor: number
}

export interface TestOrder {
  currency?: string
  status?: string
  isTest?: boolean
  lines?: readonly TestLine[]
  charges?: readonly { kind: string; amountMinor: number }[]
}

export interface PlacedOrder {
  id: string
  projectId: string
  orderNo: string
  lineIds: string[]
}

let count = 0
const next = () => String(++count).padStart(4, '0')

const insert = async (db: Db, table: string, row: Record<string, unknown>): Promise<void> => {
  const names = Object.keys(row)
  await db.run({
    text: `INSERT INTO ${table} (${names}) VALUES (${names.map((_, index) => `$${index + 1}`)})`,
    values: Object.values(row),
  })
}

/** Sums of an order as its tables keep them. */
function sumsOf(lines: readonly TestLine[], charges: NonNullable<TestOrder['charges']>) {
  const tax = charges.filter(({ kind }) => kind === 'tax').reduce((sum, one) => sum + one.amountMinor, 0)
  const other = charges.filter(({ kind }) => kind !== 'tax').reduce((sum, one) => sum + one.amountMinor, 0)
  const subtotal = lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0) + other
  return { subtotal_minor: subtotal, tax_minor: tax, total_minor: subtotal + tax }
}

/**
 * An order of a customer, straight into the tables, with a project of its own: what invoices are made of. Without
 * `lines`: ten pieces for 125.00.
 */
export async function placeOrder(
  db: Db,
  { workspaceId, userId }: { workspaceId: string; userId: number },
  { currency = 'USD', status = 'placed', isTest = false, lines, charges = [] }: TestOrder = {},
): Promise<PlacedOrder> {
  const at = new Date('2026-05-01T12:00:00Z')
  const placed = lines ?? [{ quantity: 10, totalMinor: 12_500 }]
  const of = { workspace_id: workspaceId }
  const project = { ...of, id: newId(at), project_no: `P-20260501-${next()}`, customer_id: userId }
  await insert(db, 'projects', { ...project, name: 'Bracket', created_at: at })
  const order = { ...of, id: newId(at), order_no: `O-20260501-${next()}`, project_id: project.id }
  await insert(db, 'orders', {
    ...order,
    customer_id: userId,
    status,
    currency,
    ...sumsOf(placed, charges),
    is_test: isTest,
    created_at: at,
    ...(status === 'on_hold' && { held_status: 'placed' }),
  })
  const part = { ...of, order_id: order.id }
  const lineIds: string[] = []
  for (const [position, { quantity, totalMinor }] of placed.entries()) {
    const id = newId(at)
    lineIds.push(id)
    const part_name = `Part ${position + 1}`
    const price = { unit_price: '12.500000', total_minor: totalMinor }
    await insert(db, 'order_lines', { ...part, id, position, part_name, quantity, ...price })
  }
  for (const [position, { kind, amountMinor }] of charges.entries())
    await insert(db, 'order_charges', {
      ...part,
      id: newId(at),
      position,
      kind,
      label: kind,
      amount_minor: amountMinor,
    })
  return { id: order.id, projectId: project.id, orderNo: order.order_no, lineIds }
}
