import { Problem } from '../../contract/errors.ts'
import type { Queryable } from '../../db/port.ts'
import { findHome } from './store.ts'

/** A workspace as one of its people opens it. */
export interface Home {
  id: string
  name: string
  slug: string
  plan: string
  role: string | null
}

/** What is found of a membership, when it is none that is suspended. */
export function openHome({ suspended_at, ...home }: Home & { suspended_at: Date | null }): Home {
  if (suspended_at !== null) throw new Problem('customer_suspended')
  return home
}

/** The workspace that a sign-in opens: the one that the user joined first, those where they are suspended aside. */
export async function requireHome(db: Queryable, userId: number): Promise<Home> {
  const found = await findHome(db, userId)
  if (found === undefined)
    throw new Problem('membership_required', { detail: 'You do not belong to any workspace.' })
  return openHome(found)
}
