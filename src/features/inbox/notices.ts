import { type MailFamily, mailFamilies } from '../../contract/accounts.ts'
import type { NoticeFamily } from '../../contract/inbox.ts'
import type { Tx } from '../../db/port.ts'
import type { MemberRole } from '../../domain/access/roles.ts'
import type { Clock } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import type { NewMail, Outbox } from '../mail/index.ts'
import { hintInbox } from './hints.ts'
import { type Told, toldMail } from './mails.ts'
import * as store from './notice-store.ts'

/** A notice that nobody could be mailed for so long is old news; the inbox still has it. */
export const mailLifetimeMs = 7 * 86_400_000

export interface Notice {
  workspaceId: string
  family: NoticeFamily
  /** One line. */
  title: string
  /** Plain text, several lines if need be. */
  message: string
  projectNo: string | null
  /** Where to look at it: absolute, at the site's origin. */
  url?: string
}

export interface NoticesOptions {
  clock: Clock
  outbox: Outbox
  baseUrl(): string
}

export const isMutable = (family: string): family is MailFamily =>
  (mailFamilies as readonly string[]).includes(family)

/**
 * Tells people what no event tells them: in their inbox, and by mail unless they have muted the family. Everything is
 * written in the caller's transaction: it is told exactly when what it tells of has happened.
 */
export class Notices {
  readonly #options: NoticesOptions

  constructor(options: NoticesOptions) {
    this.#options = options
  }

  /**
   * Tells every member of the workspace, or those with one of the roles. What all are told the workspace's keys can
   * read, too.
   */
  async tellStaff(tx: Tx, { roles, ...notice }: Notice & { roles?: readonly MemberRole[] }): Promise<void> {
    const staff = await store.listStaff(tx, notice.workspaceId, roles)
    await this.#tell(tx, notice, staff, roles === undefined)
  }

  /** Tells one of the workspace's people; nobody, when they do not belong to it any more. */
  async tellUser(tx: Tx, { userId, ...notice }: Notice & { userId: number }): Promise<void> {
    await this.#tell(tx, notice, await store.listPerson(tx, notice.workspaceId, userId), false)
  }

  async #tell(tx: Tx, notice: Notice, people: readonly store.Recipient[], keepForKeys: boolean) {
    const { workspaceId, family, title, message, projectNo, url = null } = notice
    const at = this.#options.clock.now()
    const readers = [...people.map(({ id }) => id), ...(keepForKeys ? [null] : [])]
    if (readers.length === 0) return
    const rows = readers.map((userId) => ({
      id: newId(at),
      workspace_id: workspaceId,
      user_id: userId,
      type: `notice.${family}`,
      title,
      message,
      project_no: projectNo,
      url,
      created_at: at,
    }))
    await store.insertItems(tx, rows)
    const mailed = people.filter(({ muted_mail }) => !isMutable(family) || !muted_mail.includes(family))
    const told = { title, message, projectNo, url }
    await this.#options.outbox.writeAll(
      tx,
      mailed.map((person) => this.#mailTo(person, told, family, at)),
    )
    await hintInbox(
      tx,
      workspaceId,
      people.map(({ id }) => id),
    )
  }

  #mailTo({ id, email, name }: store.Recipient, told: Told, family: NoticeFamily, at: Date): NewMail {
    return {
      kind: `notice.${family}`,
      userId: id,
      to: email,
      expiresAt: new Date(at.getTime() + mailLifetimeMs),
      ...toldMail(this.#options.baseUrl(), name, told, isMutable(family)),
    }
  }
}
