import { passwordReset, signUpInput } from '../contract/accounts.ts'
import type { Db } from '../db/port.ts'
import type { Plan } from '../domain/access/plans.ts'
import { createOwner, setPasswordByOperator } from '../features/accounts/index.ts'
import { AccessChanges } from '../features/credentials/index.ts'
import { workspaceService } from '../features/workspace/index.ts'
import { systemClock } from '../platform/clock.ts'

/** A workspace with its owner, made by the operator. The input is held to the same rules as a sign-up. */
export function createWorkspaceWithOwner(
  db: Db,
  input: { name: string; plan: Plan; email: string; ownerName: string; password: string },
): Promise<{ slug: string }> {
  const { email, password, name, workspace } = signUpInput.parse({
    email: input.email,
    password: input.password,
    name: input.ownerName,
    workspace: { name: input.name },
  })
  return createOwner(
    db,
    { email, password, name, workspaceName: workspace?.name ?? input.name, plan: input.plan },
    systemClock.now(),
  )
}

/** Changes a plan by the operator; running nodes hear of it. */
export const setPlan = (db: Db, slug: string, plan: Plan): Promise<void> =>
  workspaceService({ db, clock: systemClock, access: new AccessChanges() }).setPlan(slug, plan)

/** A new password for an account, held to the same rules as one that its owner chooses; running nodes hear of it. */
export async function resetPassword(
  db: Db,
  input: { email: string; password: string; withoutSecondFactor: boolean },
): Promise<void> {
  const { password } = passwordReset.pick({ password: true }).parse({ password: input.password })
  const options = { db, access: new AccessChanges(), now: systemClock.now() }
  await setPasswordByOperator(options, { ...input, password })
}
