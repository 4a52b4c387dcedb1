import type { Tx } from '../../db/port.ts'
import { endpointsChanged } from '../../engine/index.ts'
import { releaseHeld } from './delivery-store.ts'
import { disableEnabledOfWorkspace, enableSuspendedOfWorkspace, noteEnabled } from './store.ts'

/** A plan without Integrations disables the enabled webhooks of the workspace; their deliveries are held. */
export async function suspendWebhooks(tx: Tx, workspaceId: string): Promise<void> {
  await endpointsChanged(tx, await disableEnabledOfWorkspace(tx, workspaceId))
}

/** A plan with Integrations enables exactly those again that the plan had disabled, and releases what they held. */
export async function resumeWebhooks(tx: Tx, workspaceId: string, now: Date): Promise<void> {
  const ids = await enableSuspendedOfWorkspace(tx, workspaceId)
  if (ids.length > 0) {
    await noteEnabled(tx, ids, now)
    await releaseHeld(tx, ids, now)
  }
  await endpointsChanged(tx, ids)
}
