import type { Tx } from '../port.ts'
import { readCopiedTables, readSequences } from './catalogue.ts'
import { type Digest, dumpRows, RowDigest } from './dump.ts'
import { Loading } from './load.ts'

/** One table on both sides. */
export interface Compared {
  table: string
  source: Digest
  target: Digest
}

export const isSame = ({ source, target }: Compared): boolean =>
  source.rows === target.rows && source.sha256 === target.sha256

/**
 * Copies all rows and sequences from a frozen transaction into one that has the same schema and no rows, then reads
 * the target back. The caller rolls back where a table is not the same.
 */
export async function copyRows(source: Tx, target: Tx, signal?: AbortSignal): Promise<Compared[]> {
  const tables = await readCopiedTables(source)
  const loading = await Loading.begin(target, tables)
  const sent = new Map<string, Digest>()
  for (const table of tables) {
    const digest = new RowDigest()
    for await (const lines of dumpRows(source, table)) {
      signal?.throwIfAborted()
      digest.add(lines)
      await loading.add(table.name, lines)
    }
    sent.set(table.name, digest.finish())
  }
  await loading.finish(await readSequences(source))
  const compared: Compared[] = []
  for (const [table, digest] of sent)
    compared.push({ table, source: digest, target: await loading.digest(table) })
  return compared
}
