import type { WaitingMail } from '../features/mail/index.ts'
import { readOutbox } from '../main/outbox.ts'
import { environment, readConfig } from '../platform/config.ts'

const renderMail = ({ kind, to, subject, text, createdAt, attempts }: WaitingMail): string =>
  [
    `${createdAt.toISOString()}  ${kind}${attempts > 0 ? `  tried ${attempts} times` : ''}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    '',
    text,
  ].join('\n')

export async function runOutbox(): Promise<void> {
  const mails = await readOutbox(readConfig(environment()), new Date())
  const shown = mails.length === 0 ? 'no mail waits\n' : mails.map(renderMail).join(`${'-'.repeat(72)}\n`)
  process.stdout.write(shown)
}
