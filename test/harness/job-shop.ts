import { ManualClock } from '../../src/platform/clock.ts'
import type { TestAppOptions } from './app.ts'
import { jobs } from './job.ts'
import { openShop } from './shop.ts'

/** When these tests begin: a Friday at noon in UTC. */
export const friday = '2026-05-15T12:00:00.000Z'

/** A shop with a customer whose jobs are taken along through the API, at a time of its own. Nothing is sent. */
export async function openJobShop(options: TestAppOptions = {}) {
  const clock = new ManualClock(friday)
  const shop = await openShop({ start: false, clock, ...options })
  const { customer, staff } = shop.people
  return {
    ...shop,
    ...jobs(shop.app, customer.credential, staff.credential),
    clock,
    /** Events of which `data` has a member with this value, oldest first. */
    async eventsAbout(member: string, value: string) {
      const rows = await shop.app.db.rows<{ type: string; is_test: boolean; user_id: number; body: string }>({
        text: `SELECT type, is_test, user_id, body FROM events WHERE body::json->'data'->>($1::text) = $2 ORDER BY id`,
        values: [member, value],
      })
      return rows.map(({ body, ...row }) => ({ ...row, data: JSON.parse(body).data }))
    },
    /** What everybody in the shop was told, oldest first. */
    notices: () =>
      shop.app.db.rows<{ title: string; message: string; project_no: string | null; url: string }>({
        text: 'SELECT title, message, project_no, url FROM inbox_items WHERE user_id IS NULL ORDER BY id',
        values: [],
      }),
  }
}

export type JobShop = Awaited<ReturnType<typeof openJobShop>>
