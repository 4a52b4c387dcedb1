import { Problem } from '../../contract/errors.ts'
import { type Db, isUniqueViolation } from '../../db/port.ts'
import type { Plan } from '../../domain/access/plans.ts'
import { recordAudit } from '../audit/index.ts'
import { createWorkspace } from '../workspace/index.ts'
import { hashPassword } from './passwords.ts'
import { insertMembership, insertUser } from './store.ts'

/** A workspace and the account of its owner, for the operator: no session is opened. */
export async function createOwner(
  db: Db,
  input: { email: string; name: string; password: string; workspaceName: string; plan: Plan },
  now: Date,
): Promise<{ slug: string }> {
  const passwordHash = await hashPassword(input.password)
  try {
    return await db.transaction(async (tx) => {
      const workspace = await createWorkspace(tx, input.workspaceName, now, input.plan)
      const user = { email: input.email, name: input.name, password_hash: passwordHash, created_at: now }
      const userId = await insertUser(tx, user)
      await insertMembership(tx, {
        user_id: userId,
        workspace_id: workspace.id,
        role: 'owner',
        created_at: now,
      })
      await recordAudit(tx, {
        workspaceId: workspace.id,
        actor: 'operator',
        action: 'workspace.create',
        subject: workspace.id,
        after: { name: workspace.name, plan: workspace.plan, owner: userId },
        at: now,
      })
      return { slug: workspace.slug }
    })
  } catch (error) {
    if (isUniqueViolation(error, 'users_email')) throw new Problem('email_taken')
    throw error
  }
}
