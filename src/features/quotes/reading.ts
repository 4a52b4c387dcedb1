import { pageRequest, toPage } from '../../contract/common.ts'
import { notFound } from '../../contract/errors.ts'
import type { QuoteAnswer, QuoteQuery } from '../../contract/quotes.ts'
import type { Db, Queryable } from '../../db/port.ts'
import { type Actor, type Owner, ownerOf } from '../../domain/access/principal.ts'
import { pinnedVersions } from '../cad/index.ts'
import { type Expansion, presentCharges, presentHead, presentLine } from './answer.ts'
import { listCharges, listLines } from './parts-store.ts'
import { findQuote, listQuotes, type QuoteRow } from './quote-store.ts'

/** What quotes are made of, in as many statements for one as for many. */
async function readParts(db: Queryable, { workspaceId }: Owner, quotes: readonly QuoteRow[]) {
  const ids = quotes.map(({ id }) => id)
  const rows = await listLines(db, workspaceId, ids)
  const versionOf = await pinnedVersions(db, workspaceId, rows)
  const lines = Map.groupBy(rows, ({ quote_id }) => quote_id)
  const charges = Map.groupBy(await listCharges(db, workspaceId, ids), ({ quote_id }) => quote_id)
  return (id: string, currency: string | null): Pick<QuoteAnswer, 'lines' | 'charges'> => ({
    lines: (lines.get(id) ?? []).map((line) => presentLine(line, currency, versionOf)),
    charges: presentCharges(charges.get(id) ?? [], currency),
  })
}

const isCustomer = ({ customerId }: Owner): boolean => customerId !== null

/** The whole record of a quote that was read, as the owner sees it. */
export async function presentQuote(
  db: Queryable,
  owner: Owner,
  row: QuoteRow,
  expand: readonly Expansion[] = [],
): Promise<QuoteAnswer> {
  const partsOf = await readParts(db, owner, [row])
  const head = presentHead(row, isCustomer(owner), expand)
  return { ...head, ...partsOf(row.id, head.currency) }
}

export function quoteReading(db: Db) {
  return {
    async list(actor: Actor, query: QuoteQuery) {
      const owner = ownerOf(actor.principal)
      const { limit, cursor, sort, expand = [], ...filter } = query
      const { after } = pageRequest({ limit, cursor })
      const slice = { limit: limit + 1, after, oldestFirst: sort === 'created_at' }
      const rows = await listQuotes(db, owner, filter, slice)
      const shown = rows.slice(0, limit)
      const partsOf =
        expand.includes('lines') && shown.length > 0 ? await readParts(db, owner, shown) : undefined
      return toPage(rows, limit, (row) => {
        const head = presentHead(row, isCustomer(owner), expand)
        return { ...head, ...partsOf?.(row.id, head.currency) }
      })
    },

    async read(actor: Actor, id: string, expand?: readonly Expansion[]): Promise<QuoteAnswer> {
      const owner = ownerOf(actor.principal)
      const row = await findQuote(db, owner, id)
      if (row === undefined) throw notFound()
      return presentQuote(db, owner, row, expand)
    },
  }
}
