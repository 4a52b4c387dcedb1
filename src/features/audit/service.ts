import { Readable } from 'node:stream'
import type { AuditFilter, AuditLine, AuditQuery } from '../../contract/audit.ts'
import { decodeCursor, encodeCursor, type Page } from '../../contract/common.ts'
import { Problem } from '../../contract/errors.ts'
import type { Db } from '../../db/port.ts'
import type { Actor } from '../../domain/access/principal.ts'
import { csvLine } from '../../domain/csv.ts'
import { type AuditPosition, type AuditRow, listAudit } from './store.ts'

export type AuditService = ReturnType<typeof auditService>

/** Rows read at a time for an export: it is never in memory as a whole. */
const exportPageRows = 500

const cursorForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function positionIn(cursor: string | undefined): AuditPosition | undefined {
  const [at, id] = decodeCursor(cursor, cursorForm)?.split('_') ?? []
  if (at === undefined || id === undefined) return undefined
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) throw new Problem('invalid_cursor')
  return { at: time, id }
}

const positionOf = ({ created_at, id }: AuditRow): AuditPosition => ({ at: created_at, id })

/** “Ada Lovelace, by token CI”. A user or token of whom nothing is left goes by its id. */
function inWords({ actor, user_name, token_name, key_name }: AuditRow): string {
  const user = user_name ?? `user ${actor.user_id}`
  switch (actor.kind) {
    case 'operator':
      return 'The operator'
    case 'scheduler':
      return 'The scheduler'
    case 'api_key':
      return `Key ${key_name ?? actor.key_id}`
    case 'pat':
      return `${user}, by token ${token_name ?? actor.token_id}`
    case 'session':
      return user
  }
}

function present(row: AuditRow): AuditLine {
  const { actor, user_name: _, token_name: __, key_name: ___, created_at, ...rest } = row
  return {
    ...rest,
    actor: {
      kind: actor.kind,
      name: inWords(row),
      user_id: actor.user_id ?? null,
      token_id: actor.token_id ?? null,
      key_id: actor.key_id ?? null,
      address: actor.address ?? null,
    },
    created_at: created_at.toISOString(),
  }
}

const csvHeader = csvLine(['created_at', 'actor', 'address', 'action', 'subject', 'before', 'after'])

const toCsv = (row: AuditRow): string => {
  const { created_at, actor, action, subject, before, after } = present(row)
  const json = (change: unknown) => (change === null ? null : JSON.stringify(change))
  return csvLine([created_at, actor.name, actor.address, action, subject, json(before), json(after)])
}

/** Reading the audit log of a workspace. Writing it is `recordAudit`, in the transaction of what it tells. */
export function auditService({ db }: { db: Db }) {
  const read = ({ principal }: Actor, filter: AuditFilter, limit: number, after?: AuditPosition) =>
    listAudit(db, principal.workspaceId, filter, limit, after)

  return {
    async list(actor: Actor, { limit, cursor, ...filter }: AuditQuery): Promise<Page<AuditLine>> {
      const rows = await read(actor, filter, limit + 1, positionIn(cursor))
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      return {
        data: shown.map(present),
        next_cursor:
          rows.length > limit && last ? encodeCursor(`${last.created_at.toISOString()}_${last.id}`) : null,
      }
    },

    /** The selection as CSV, read while it is sent. The first rows are there before it begins to answer. */
    async exportCsv(actor: Actor, filter: AuditFilter): Promise<Readable> {
      const first = await read(actor, filter, exportPageRows)
      async function* lines() {
        yield csvHeader
        for (let rows = first; rows.length > 0; ) {
          yield rows.map(toCsv).join('')
          const last = rows.at(-1)
          if (last === undefined || rows.length < exportPageRows) return
          rows = await read(actor, filter, exportPageRows, positionOf(last))
        }
      }
      return Readable.from(lines(), { objectMode: false })
    },
  }
}
