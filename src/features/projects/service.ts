import { pageRequest, toPage } from '../../contract/common.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import type {
  ProjectAnswer,
  ProjectExpansion,
  ProjectInput,
  ProjectPatch,
  ProjectQuery,
} from '../../contract/projects.ts'
import { rememberAnswer } from '../../db/idempotency-store.ts'
import type { Db, Queryable, Tx } from '../../db/port.ts'
import { type Actor, type Owner, ownerOf } from '../../domain/access/principal.ts'
import { canMoveProject, type ProjectStatus } from '../../domain/records/project.ts'
import type { Clock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { recordAudit } from '../audit/index.ts'
import { nextNumber } from '../numbering/index.ts'
import { customerFor } from '../workspace/index.ts'
import * as store from './store.ts'

export interface ProjectsOptions {
  db: Db
  clock: Clock
}

export type ProjectService = ReturnType<typeof projectService>

const present = (row: store.ProjectRow): ProjectAnswer => ({
  ...row,
  created_at: row.created_at.toISOString(),
})

/** How projects are shown, with their customers where these are wanted: one query for all of them. */
async function presenter(
  db: Queryable,
  workspaceId: string,
  rows: readonly store.ProjectRow[],
  expand: readonly ProjectExpansion[] = [],
): Promise<(row: store.ProjectRow) => ProjectAnswer> {
  if (!expand.includes('customer') || rows.length === 0) return present
  const ids = [...new Set(rows.map(({ customer_id }) => customer_id))]
  const found = await store.listCustomers(db, workspaceId, ids)
  const customers = new Map(found.map((one) => [one.user_id, { ...one, company: one.company ?? '' }]))
  return (row) => ({ ...present(row), customer: customers.get(row.customer_id) })
}

const wrongMove = (current: ProjectStatus, wanted: ProjectStatus): Problem =>
  new Problem('invalid_transition', {
    detail: `The project is ${current}, so it cannot become ${wanted} now.`,
    members: { current_status: current },
  })

/** The members that the patch names. */
const named = (patch: ProjectPatch): store.ProjectChange =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))

export function projectService({ db, clock }: ProjectsOptions) {
  async function find(owner: Owner, id: string): Promise<store.ProjectRow> {
    const row = await store.findProject(db, owner, id)
    if (row === undefined) throw notFound()
    return row
  }

  /** Two changes of status at once cannot both win: the second no longer finds the status it was decided on. */
  async function change(tx: Tx, owner: Owner, before: store.ProjectRow, changes: store.ProjectChange) {
    const from = changes.status && before.status
    const after = await store.updateProject(tx, owner.workspaceId, before.id, changes, from)
    if (after !== undefined) return after
    const now = await store.findProject(tx, owner, before.id)
    throw now && changes.status ? wrongMove(now.status, changes.status) : notFound()
  }

  return {
    async list(actor: Actor, query: ProjectQuery) {
      const { limit, after } = pageRequest(query)
      const filter = {
        status: query.status,
        projectNo: query.project_no,
        customerId: query.customer_id,
        name: query.name,
        after,
      }
      const owner = ownerOf(actor.principal)
      const rows = await store.listProjects(db, owner, filter, limit + 1)
      return toPage(rows, limit, await presenter(db, owner.workspaceId, rows, query.expand))
    },

    async read(actor: Actor, id: string, expand?: readonly ProjectExpansion[]): Promise<ProjectAnswer> {
      const owner = ownerOf(actor.principal)
      const row = await find(owner, id)
      return (await presenter(db, owner.workspaceId, [row], expand))(row)
    },

    async create(actor: Actor, input: ProjectInput): Promise<ProjectAnswer> {
      const owner = ownerOf(actor.principal)
      const { workspaceId } = owner
      const at = clock.now()
      return db.transaction(async (tx) => {
        const customerId = await customerFor(tx, owner, input.customer_id)
        const row: store.ProjectRow = {
          id: newId(at),
          project_no: await nextNumber(tx, workspaceId, 'project', at),
          name: input.name,
          description: input.description ?? '',
          status: 'draft',
          customer_id: customerId,
          created_at: at,
        }
        await store.insertProject(tx, { ...row, workspace_id: workspaceId })
        const after = { project_no: row.project_no, name: row.name, customer_id: customerId }
        await recordAudit(tx, { workspaceId, actor, action: 'project.create', subject: row.id, after, at })
        const answer = present(row)
        await rememberAnswer(tx, actor.claim, answer)
        return answer
      })
    },

    async update(actor: Actor, id: string, patch: ProjectPatch): Promise<ProjectAnswer> {
      const owner = ownerOf(actor.principal)
      const before = await find(owner, id)
      const changes = named(patch)
      if (changes.status && !canMoveProject(before.status, changes.status))
        throw wrongMove(before.status, changes.status)
      const members = Object.keys(changes) as (keyof store.ProjectChange)[]
      if (members.length === 0) return present(before)
      return db.transaction(async (tx) => {
        const after = await change(tx, owner, before, changes)
        await recordAudit(tx, {
          workspaceId: owner.workspaceId,
          actor,
          action: 'project.update',
          subject: after.id,
          before: Object.fromEntries(members.map((member) => [member, before[member]])),
          after: { ...changes },
          at: clock.now(),
        })
        return present(after)
      })
    },
  }
}
