import { pageRequest, toPage } from '../../contract/common.ts'
import { notFound } from '../../contract/errors.ts'
import type { NcrInput, NcrQuery, NcrReadQuery, NcrResolve, NcrStart } from '../../contract/ncrs.ts'
import { type Actor, ownerOf } from '../../domain/access/principal.ts'
import { createNcr } from './create.ts'
import type { QualityOptions } from './options.ts'
import { presentNcr } from './present.ts'
import { findNcr, listNcrs } from './store.ts'
import { stepNcr } from './transitions.ts'

export type QualityService = ReturnType<typeof qualityService>

/** Nonconformance reports: what is not as it should be, what becomes of it, and how it was settled. */
export function qualityService(options: QualityOptions) {
  const { db } = options
  return {
    async list({ principal }: Actor, { limit, cursor, sort, expand, ...filter }: NcrQuery) {
      const { after } = pageRequest({ limit, cursor })
      const position = { limit: limit + 1, after, oldestFirst: sort === 'created_at' }
      const rows = await listNcrs(db, ownerOf(principal), filter, position)
      return toPage(rows, limit, (row) => presentNcr(row, expand))
    },

    async read({ principal }: Actor, id: string, { expand }: NcrReadQuery) {
      const ncr = await findNcr(db, ownerOf(principal), id)
      if (ncr === undefined) throw notFound()
      return presentNcr(ncr, expand)
    },

    create: (actor: Actor, input: NcrInput) => createNcr(options, actor, input),

    start: (actor: Actor, id: string, { disposition }: NcrStart) =>
      stepNcr(options, actor, id, { action: 'start', disposition }),

    resolve: (actor: Actor, id: string, { root_cause, resolution }: NcrResolve) =>
      stepNcr(options, actor, id, { action: 'resolve', resolution, rootCause: root_cause }),

    reopen: (actor: Actor, id: string) => stepNcr(options, actor, id, { action: 'reopen' }),

    void: (actor: Actor, id: string) => stepNcr(options, actor, id, { action: 'void' }),
  }
}
