import type { Db, Tx } from '../../db/port.ts'
import type { Clock } from '../../platform/clock.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import { newId } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import { type Mailer, MailRefusedError } from '../../platform/mail/index.ts'
import { type MailContent, openContent, sealContent } from './content.ts'
import * as store from './store.ts'

/** Polling is the truth: whatever a hint missed is found by then. */
const pollMs = 5_000
const batchMails = 20
/** Longer than a try can take. After it a mail whose sender died is sent by somebody else. */
const leaseMs = 120_000
/** Waits after the first, second, … failure; the last one again and again until the mail expires. */
const waitsMs = [10_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000]

export interface OutboxOptions {
  db: Db
  clock: Clock
  log: Log
  masterKey: MasterKey
  /** Undefined without a mail server: mails stay in the outbox. */
  mailer: Mailer | undefined
  /** False on a node of role `api`: it writes mails and leaves sending to others. */
  sends: boolean
}

export interface NewMail extends MailContent {
  /** What it is, for the log: `password_reset`. */
  kind: string
  /** Whose account it is about; null where the address has none. */
  userId: number | null
  /** When it is of no use any more: its link is dead. */
  expiresAt: Date
  /** Write it, and never send it: the address is unknown, and nobody shall tell from the work done. */
  decoy?: boolean
}

/**
 * Mails are written in the transaction that causes them and sent after its commit, at least once. What cannot be sent
 * is tried again until the mail expires. They are encrypted at rest, for their links are secrets, and deleted when
 * they are sent.
 */
export class Outbox {
  readonly #options: OutboxOptions
  #timer: NodeJS.Timeout | undefined
  #stopListening: (() => Promise<void>) | undefined
  #sending: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  write(tx: Tx, mail: NewMail): Promise<void> {
    return this.writeAll(tx, [mail])
  }

  /** Several mails, at the cost of one. */
  async writeAll(tx: Tx, mails: readonly NewMail[]): Promise<void> {
    const { log, mailer } = this.#options
    if (mails.length === 0) return
    await store.insertMails(
      tx,
      mails.map((mail) => this.#toRow(mail)),
    )
    if (mailer !== undefined) return
    for (const { kind, to } of mails.filter(({ decoy }) => !decoy))
      log.info({ kind, to }, 'mail waits in the outbox')
  }

  #toRow({ kind, userId, expiresAt, decoy = false, ...content }: NewMail): store.MailInsert {
    const { clock, masterKey } = this.#options
    const now = clock.now()
    const id = newId(now)
    return {
      id,
      kind,
      user_id: userId,
      ciphertext: sealContent(masterKey, id, content),
      decoy,
      next_attempt_at: now,
      created_at: now,
      expires_at: expiresAt,
    }
  }

  /** Drops what waits to be sent about an account. */
  async forget(tx: Tx, userId: number): Promise<void> {
    await store.deleteMailsAbout(tx, userId)
  }

  async start(): Promise<void> {
    const { db, mailer, sends } = this.#options
    if (mailer === undefined || !sends) return
    this.#stopListening = await db.listen(store.mailChannel, {
      onPayload: () => this.poll(),
      onState: () => this.poll(),
    })
    this.#timer = setInterval(() => this.poll(), pollMs)
    this.poll()
  }

  /** Ends what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#stopListening?.()
    await this.#sending
  }

  /** Sends what is due, as it does by itself every few seconds. */
  poll(): void {
    this.#again = true
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined
    })
  }

  /** Deletes mails whose time is over. */
  async sweep(): Promise<void> {
    const { db, clock } = this.#options
    await store.deleteExpiredMails(db, clock.now())
  }

  async #sendAll(): Promise<void> {
    const { db, clock, mailer, log } = this.#options
    if (mailer === undefined) return
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false
        const now = clock.now()
        const mails = await store.claimMails(db, now, new Date(now.getTime() + leaseMs), batchMails)
        await Promise.all(mails.map((mail) => this.#send(mail, mailer)))
        if (mails.length === batchMails) this.#again = true
      }
    } catch (error) {
      log.warn({ err: error }, 'mails wait for the database')
    }
  }

  async #send(mail: store.ClaimedMail, mailer: Mailer): Promise<void> {
    const { db, clock, log, masterKey } = this.#options
    if (mail.decoy || mail.expires_at <= clock.now()) {
      await store.deleteMail(db, mail.id)
      return
    }
    let to: string | undefined
    try {
      const content = openContent(masterKey, mail.id, mail.ciphertext)
      to = content.to
      await mailer.send({ id: mail.id, ...content })
      log.info({ kind: mail.kind, to }, 'mail sent')
    } catch (error) {
      const about = { kind: mail.kind, to, reason: (error as Error).message }
      if (!(error instanceof MailRefusedError)) {
        const waitMs = waitsMs[Math.min(mail.attempt_count, waitsMs.length) - 1] ?? pollMs
        log.warn({ ...about, retry_in_ms: waitMs }, 'mail not sent')
        await store.postponeMail(db, mail.id, new Date(clock.now().getTime() + waitMs))
        return
      }
      log.error(about, 'mail refused for good')
    }
    await store.deleteMail(db, mail.id)
  }
}
