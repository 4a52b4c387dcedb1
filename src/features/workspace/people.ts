import { decodeCursor, encodeCursor, type Page } from '../../contract/common.ts'

export interface PeopleQuery {
  limit: number
  cursor?: string | undefined
}

/** People are listed by user id, newest account first. */
export const afterUser = ({ cursor }: PeopleQuery): number | undefined => {
  const position = decodeCursor(cursor, /^\d{1,15}$/)
  return position === undefined ? undefined : Number(position)
}

/** One page of rows read with `limit + 1`. */
export function peoplePage<Row extends { user_id: number }, T>(
  rows: readonly Row[],
  { limit }: PeopleQuery,
  present: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    data: shown.map(present),
    next_cursor: rows.length > limit && last ? encodeCursor(String(last.user_id)) : null,
  }
}

/** A row's time of joining as it stands on the wire. */
export const presentPerson = <Row extends { created_at: Date }>(row: Row) => ({
  ...row,
  created_at: row.created_at.toISOString(),
})
