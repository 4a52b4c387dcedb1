import { createTransport } from 'nodemailer'
import { type Mail, type Mailer, MailRefusedError } from './mailer.ts'

const timeoutMs = 20_000

export interface SmtpOptions {
  /** `smtp://` (TLS where the server offers it, `?requireTLS=true` to insist) or `smtps://`, with user and password. */
  url: string
  /** The sender, `Name <address>` or an address alone. Asked for each time: the site's address may not be known yet. */
  from(): string
}

const domainOf = (from: string): string => /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost'

/** 5xx to the envelope or to the message; a 4xx, a refused password or a lost connection may pass. */
function isFinal(error: unknown): boolean {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  return (
    (code === 'EENVELOPE' || code === 'EMESSAGE') && typeof responseCode === 'number' && responseCode >= 500
  )
}

/** Sends through an SMTP server, one connection per mail. */
export function createSmtpMailer({ url, from }: SmtpOptions): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A text that names a file or an address is a text.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ id, to, subject, text }: Mail): Promise<void> {
      const sender = from()
      try {
        await transport.sendMail({
          from: sender,
          // As an object: an address is never parsed into several.
          to: { name: '', address: to },
          subject,
          text,
          messageId: `<${id}@${domainOf(sender)}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        if (isFinal(error)) throw new MailRefusedError((error as Error).message, { cause: error })
        throw error
      }
    },
  }
}
