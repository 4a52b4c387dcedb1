/** One mail as plain text. */
export interface Mail {
  /** Of the mail, the same at every try, so that a repeat can be told from another mail. */
  id: string
  to: string
  subject: string
  text: string
}

/** Where mails leave the house. */
export interface Mailer {
  /**
   * Resolves when the next mail server has taken the mail. Throws `MailRefusedError` when trying again is in vain,
   * anything else when it is not.
   */
  send(mail: Mail): Promise<void>
}

/** The mail server will never take this mail: there is no such mailbox, say. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError'
}
