import type { Tx } from '../../db/port.ts'
import type { Plan } from '../../domain/access/plans.ts'
import { randomHex } from '../../platform/crypto.ts'
import { newId } from '../../platform/ids.ts'
import { insertWorkspace, slugTaken } from './store.ts'

/** `Müller & Söhne GmbH` → `muller-sohne-gmbh`. */
const slugify = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replaceAll(/^-+|-+$/g, '') || 'shop'

/** A new workspace on the free plan, with a slug of its own. */
export async function createWorkspace(tx: Tx, name: string, at: Date, plan: Plan = 'free') {
  const base = slugify(name)
  const slug = (await slugTaken(tx, base)) ? `${base}-${randomHex(3)}` : base
  const row = { id: newId(at), slug, name, plan, created_at: at }
  await insertWorkspace(tx, row)
  return { id: row.id, name, slug, plan }
}
