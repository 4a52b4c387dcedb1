import type { Insertable } from 'kysely'
import type { Tables } from '../../../db/tables.gen.ts'

type TableName = keyof Tables

/** Rows to be inserted, by table. */
export class Rows {
  readonly #tables = new Map<TableName, object[]>()

  add<T extends TableName>(table: T, row: Insertable<Tables[T]>): void {
    const rows = this.#tables.get(table) ?? []
    rows.push(row)
    this.#tables.set(table, rows)
  }

  addAll<T extends TableName>(table: T, rows: readonly Insertable<Tables[T]>[]): void {
    for (const row of rows) this.add(table, row)
  }

  /** In the order in which tables were first added to: what refers to others comes after them. */
  entries(): IterableIterator<[TableName, object[]]> {
    return this.#tables.entries()
  }

  get count(): number {
    return [...this.#tables.values()].reduce((sum, rows) => sum + rows.length, 0)
  }
}
