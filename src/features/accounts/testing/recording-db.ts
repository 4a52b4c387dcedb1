import type { Db, Query, Queryable, Statement, Tx } from '../../../db/port.ts'
import { q } from '../../../db/query.ts'

type AnyQuery = Query<unknown> | Statement

const textOf = (query: AnyQuery): string => ('text' in query ? query.text : query.compile(q as never).sql)

const verbs: readonly PropertyKey[] = ['rows', 'one', 'maybe', 'run']

function recording<T extends Queryable>(target: T, note: (text: string) => void): T {
  return new Proxy(target, {
    get(db, key) {
      const value: unknown = Reflect.get(db, key, db)
      if (typeof value !== 'function') return value
      if (key === 'transaction')
        return (work: (tx: Tx) => Promise<unknown>) =>
          (db as unknown as Db).transaction((tx) => {
            note('begin')
            return work(recording(tx, note))
          })
      if (!verbs.includes(key)) return value.bind(db)
      return (query: AnyQuery) => {
        note(textOf(query))
        return value.call(db, query)
      }
    },
  })
}

/** A database that writes down the texts of the statements it is sent. */
export function recordingDb(db: Db): { db: Db; taken(): string[] } {
  const texts: string[] = []
  return { db: recording(db, (text) => void texts.push(text)), taken: () => texts.splice(0) }
}
