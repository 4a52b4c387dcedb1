import { notFound, Problem } from '../../contract/errors.ts'
import type { Letterhead, WorkspacePatch } from '../../contract/workspace.ts'
import type { Db, Tx } from '../../db/port.ts'
import { type Plan, planAllowsIntegrations } from '../../domain/access/plans.ts'
import type { Actor } from '../../domain/access/principal.ts'
import { mayChangePlan, standingOf } from '../../domain/access/rights.ts'
import { describeLogo } from '../../domain/logo.ts'
import type { Clock } from '../../platform/clock.ts'
import { recordAudit } from '../audit/index.ts'
import type { AccessChanges } from '../credentials/index.ts'
import { resumeWebhooks, suspendWebhooks } from '../webhooks/index.ts'
import * as store from './store.ts'

export interface WorkspaceOptions {
  db: Db
  clock: Clock
  access: AccessChanges
}

export type WorkspaceService = ReturnType<typeof workspaceService>

type Row = NonNullable<Awaited<ReturnType<typeof store.findWorkspace>>>

const present = (row: Row) => ({ ...row, created_at: row.created_at.toISOString() })

/** What the audit log keeps of members: of a logo not its pixels. */
function forTheLog(members: { letterhead?: Letterhead | undefined } & Record<string, unknown>) {
  const { letterhead } = members
  if (letterhead?.logo === undefined) return members
  return { ...members, letterhead: { ...letterhead, logo: describeLogo(letterhead.logo) } }
}

export function workspaceService({ db, clock, access }: WorkspaceOptions) {
  /** Tenant keys read the plan on every request; webhooks are disabled, and later exactly those enabled again. */
  async function followPlan(tx: Tx, workspaceId: string, before: Plan, after: Plan): Promise<void> {
    if (planAllowsIntegrations(before) === planAllowsIntegrations(after)) return
    if (planAllowsIntegrations(after)) await resumeWebhooks(tx, workspaceId, clock.now())
    else await suspendWebhooks(tx, workspaceId)
  }

  async function change(workspaceId: string, actor: Actor | 'operator', patch: WorkspacePatch): Promise<Row> {
    const { letterhead, ...plain } = Object.fromEntries(
      Object.entries(patch).filter(([, value]) => value !== undefined),
    ) as WorkspacePatch
    const changes = {
      ...plain,
      ...(letterhead && { letterhead: JSON.stringify(letterhead) }),
    } as store.WorkspaceChange
    return access.transaction(db, [`workspace:${workspaceId}`], async (tx) => {
      const before = await store.lockWorkspace(tx, workspaceId)
      if (before === undefined) throw notFound()
      if (Object.keys(changes).length === 0) return before
      const after = await store.updateWorkspace(tx, workspaceId, changes)
      await followPlan(tx, workspaceId, before.plan as Plan, after.plan as Plan)
      await recordAudit(tx, {
        workspaceId,
        actor,
        action: before.plan === after.plan ? 'workspace.update' : 'workspace.plan',
        subject: workspaceId,
        before: forTheLog(
          Object.fromEntries(Object.keys(patch).map((key) => [key, before[key as keyof Row]])),
        ),
        after: forTheLog(patch),
        at: clock.now(),
      })
      return after
    })
  }

  return {
    async read(actor: Actor) {
      const row = await store.findWorkspace(db, actor.principal.workspaceId)
      if (row === undefined) throw notFound()
      return present(row)
    },

    async update(actor: Actor, patch: WorkspacePatch) {
      const { principal } = actor
      if (patch.plan !== undefined && !mayChangePlan(standingOf(principal)))
        throw new Problem('role_required', { detail: 'Only the owner of the workspace changes its plan.' })
      return present(await change(principal.workspaceId, actor, patch))
    },

    /** For the operator at the command line. */
    async setPlan(slug: string, plan: Plan): Promise<void> {
      const row = await store.findWorkspaceBySlug(db, slug)
      if (row === undefined) throw new Problem('not_found', { detail: `there is no workspace ${slug}` })
      await change(row.id, 'operator', { plan })
    },
  }
}
