import type { Tx } from '../../db/port.ts'
import { composeNumber, localDay, type NumberKind } from '../../domain/numbers.ts'
import { timeZoneOf } from '../workspace/index.ts'
import { countUp } from './store.ts'

/**
 * The next number of a kind in a workspace, such as `P-20260515-0001`, on the workspace's day at this moment
 * (domain.md, "Numbers"). Taken in the transaction of what bears it: if that fails, the number is given again.
 */
export async function nextNumber(tx: Tx, workspaceId: string, kind: NumberKind, at: Date): Promise<string> {
  const day = localDay(at, await timeZoneOf(tx, workspaceId))
  return composeNumber(kind, day, await countUp(tx, workspaceId, kind, day))
}
