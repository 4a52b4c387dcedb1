import type { Tx } from '../../db/port.ts'
import { renameMaker } from './store.ts'

/** Keys outlive whoever made them, but not by name once that account is deleted. */
export async function forgetMaker(tx: Tx, userId: number, name: string): Promise<void> {
  await renameMaker(tx, userId, name)
}
