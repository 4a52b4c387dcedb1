import { type Page, pageRequest, toPage } from '../../contract/common.ts'
import type { ThreadAnswer, ThreadQuery } from '../../contract/threads.ts'
import type { Db } from '../../db/port.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import * as store from './thread-store.ts'

const present = ({ id, author_side, author_name, ...row }: store.ThreadRow): ThreadAnswer => {
  const { excerpt, internal, created_at, company, ...thread } = row
  return {
    ...thread,
    company: company ?? '',
    last_message: {
      ...{ id, excerpt, internal },
      author: { side: author_side, name: author_name },
      created_at: created_at.toISOString(),
    },
  }
}

/** Who writes to whom at a glance. What of it somebody has not read, their inbox says. */
export const threadLister =
  (db: Db) =>
  async ({ principal }: Actor, { limit, cursor, customer_id }: ThreadQuery): Promise<Page<ThreadAnswer>> => {
    const { after } = pageRequest({ limit, cursor })
    const rows = await store.listThreads(
      db,
      ownerOf(principal),
      { customerId: customer_id, after },
      limit + 1,
    )
    return toPage(rows, limit, present)
  }
