import { type Page, pageRequest, toPage } from '../../contract/common.ts'
import { notFound, Problem } from '../../contract/errors.ts'
import type {
  GeneralMessageInput,
  GeneralMessageQuery,
  MessageAnswer,
  ProjectMessageInput,
  ProjectMessageQuery,
} from '../../contract/messages.ts'
import type { Db, Tx } from '../../db/port.ts'
import { type Actor, type Owner, ownerOf } from '../../domain/access/principal.ts'
import type { Clock } from '../../platform/clock.ts'
import { isCustomerOf } from '../workspace/index.ts'
import { listAttachments } from './attachment-store.ts'
import { findProject, holdProject } from './people-store.ts'
import { presentMessage } from './present.ts'
import * as store from './store.ts'
import type { TellOptions } from './tell.ts'
import { threadLister } from './threads.ts'
import { writeMessage } from './write.ts'

export interface MessagesOptions extends TellOptions {
  db: Db
  clock: Clock
}

export type MessageService = ReturnType<typeof messageService>

const wrongCustomer = (message: string): Problem =>
  new Problem('validation_failed', { errors: [{ path: 'customer_id', message }] })

/** Whose general thread is meant: a customer's own, or that of the customer whom the workspace names. */
function customerMeant({ customerId }: Owner, named: number | undefined): number {
  if (customerId !== null) return named ?? customerId
  if (named === undefined) throw wrongCustomer('is needed')
  return named
}

/** The customer to whose thread is added: of the shop, and for a customer themselves. */
async function customerFor(tx: Tx, owner: Owner, named: number | undefined): Promise<number> {
  const meant = customerMeant(owner, named)
  if (owner.customerId !== null && meant !== owner.customerId)
    throw wrongCustomer('must be your own, or absent')
  if (owner.customerId === null && !(await isCustomerOf(tx, owner.workspaceId, meant)))
    throw wrongCustomer('is not a customer of this workspace')
  return meant
}

/** What a shop and its customers write to each other: a thread per project, and a general one per customer. */
export function messageService(options: MessagesOptions) {
  const { db } = options

  async function page(owner: Owner, thread: store.Thread, query: ProjectMessageQuery) {
    const { limit, after } = pageRequest(query)
    const internal = owner.customerId === null
    const rows = await store.listMessages(db, thread, { internal, after }, limit + 1)
    const ids = rows.map(({ id }) => id)
    const files = ids.length === 0 ? [] : await listAttachments(db, thread.workspaceId, ids)
    const filesOf = Map.groupBy(files, ({ message_id }) => message_id)
    return toPage(rows, limit, (row) => presentMessage(row, filesOf.get(row.id) ?? []))
  }

  return {
    listThreads: threadLister(db),

    async listOfProject(
      { principal }: Actor,
      id: string,
      query: ProjectMessageQuery,
    ): Promise<Page<MessageAnswer>> {
      const owner = ownerOf(principal)
      const project = await findProject(db, owner, id)
      if (project === undefined) throw notFound()
      const { workspaceId } = owner
      return page(owner, { workspaceId, customerId: project.customer_id, projectId: project.id }, query)
    },

    /** The thread of somebody who is no customer here is empty, as that of one who has never written. */
    async listGeneral({ principal }: Actor, query: GeneralMessageQuery): Promise<Page<MessageAnswer>> {
      const owner = ownerOf(principal)
      const customerId = customerMeant(owner, query.customer_id)
      if (owner.customerId !== null && customerId !== owner.customerId) return { data: [], next_cursor: null }
      return page(owner, { workspaceId: owner.workspaceId, customerId, projectId: null }, query)
    },

    writeInProject(actor: Actor, id: string, input: ProjectMessageInput): Promise<MessageAnswer> {
      const owner = ownerOf(actor.principal)
      return db.transaction(async (tx) => {
        const project = await holdProject(tx, owner, id)
        if (project === undefined) throw notFound()
        const { customer_id: customerId, project_no: projectNo } = project
        const thread = { workspaceId: owner.workspaceId, customerId, projectId: project.id, projectNo }
        return writeMessage(tx, options, actor, thread, input)
      })
    },

    writeGeneral(actor: Actor, { customer_id, ...input }: GeneralMessageInput): Promise<MessageAnswer> {
      const owner = ownerOf(actor.principal)
      return db.transaction(async (tx) => {
        const customerId = await customerFor(tx, owner, customer_id)
        const thread = { workspaceId: owner.workspaceId, customerId, projectId: null, projectNo: null }
        return writeMessage(tx, options, actor, thread, input)
      })
    },
  }
}

/** For the deletion of an account: what was written stays, the name does not. */
export async function forgetAuthor(tx: Tx, { id }: { id: number }): Promise<void> {
  await store.renameAuthor(tx, id, 'customer', 'Deleted customer')
  await store.renameAuthor(tx, id, 'shop', 'Deleted member')
}
