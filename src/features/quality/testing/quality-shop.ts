import type { Credential } from '../../../../test/harness/app.ts'
import { openShop } from '../../../../test/harness/shop.ts'
import { ManualClock } from '../../../platform/clock.ts'
import { newId } from '../../../platform/ids.ts'

let orders = 0

/** A shop whose day is 2026-05-15, with projects and orders for reports to be about. */
export async function openQualityShop() {
  const clock = new ManualClock(new Date('2026-05-15T12:00:00.000Z'))
  const shop = await openShop({ start: false, clock })
  const { people, app } = shop
  const insert = (table: string, row: Record<string, unknown>) => {
    const names = Object.keys(row)
    const places = names.map((_, index) => `$${index + 1}`)
    return app.db.run({
      text: `INSERT INTO ${table} (${names}) VALUES (${places})`,
      values: Object.values(row),
    })
  }

  /** A new project of the customer. */
  async function project() {
    const { body } = await shop.call('POST', '/projects', people.customer.credential, { name: 'Bracket' })
    return { projectId: body.id as string, projectNo: body.project_no as string }
  }

  return {
    ...shop,
    clock,
    project,
    /** An order with one line, straight into the tables, in a project of its own. */
    async order(quantity: number, isTest = false) {
      const { projectId } = await project()
      const { workspaceId: workspace_id, userId: customer_id } = people.customer
      const id = newId(clock.now())
      const lineId = newId(clock.now())
      const order_no = `O-20260515-${String(++orders).padStart(4, '0')}`
      await insert('orders', {
        ...{
          id,
          workspace_id,
          order_no,
          project_id: projectId,
          customer_id,
          currency: 'USD',
          status: 'placed',
        },
        ...{ subtotal_minor: 100, tax_minor: 0, total_minor: 100, is_test: isTest, created_at: clock.now() },
      })
      await insert('order_lines', {
        ...{ id: lineId, workspace_id, order_id: id, position: 1, part_name: 'Bracket', quantity },
        ...{ unit_price: '1', total_minor: 100 },
      })
      return { id, orderNo: order_no, projectId, lineId }
    },
    /** Opens a report, as staff unless it says who. */
    open: (members: object, as: Credential = people.staff.credential) =>
      shop.call('POST', '/ncrs', as, {
        severity: 'major',
        qty_affected: 3,
        description: 'Bore ⌀12.00 measured 12.07 on 3 pieces.',
        ...members,
      }),
    step: (id: string, action: string, body?: object, as: Credential = people.staff.credential) =>
      shop.call('POST', `/ncrs/${id}/${action}`, as, body),
    /** Events about a report, oldest first. */
    async eventsOf(id: string) {
      const rows = await app.db.rows<{ type: string; user_id: number; is_test: boolean; body: string }>({
        text: 'SELECT type, user_id, is_test, body FROM events WHERE strpos(body, $1) > 0 ORDER BY id',
        values: [id],
      })
      return rows.map(({ body, ...row }) => ({ ...row, data: JSON.parse(body).data }))
    },
    count: async () =>
      (await app.db.one<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM ncrs', values: [] })).n,
  }
}

export type QualityShop = Awaited<ReturnType<typeof openQualityShop>>
