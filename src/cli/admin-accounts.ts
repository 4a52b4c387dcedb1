import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import type { WaitingMail } from '../features/mail/index.ts'
import { resetPassword } from '../main/admin.ts'
import { readOutbox } from '../main/outbox.ts'
import { environment, readConfig } from '../platform/config.ts'
import { withDatabase } from './admin.ts'
import { type Command, UsageError } from './command.ts'

const renderMail = ({ kind, to, subject, text: body, createdAt, attempts }: WaitingMail): string =>
  [
    `${createdAt.toISOString()}  ${kind}${attempts > 0 ? `  tried ${attempts} times` : ''}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    '',
    body,
  ].join('\n')

/** A password from standard input, or one that is made up and has to be shown. */
async function readPassword(fromStdin: boolean): Promise<{ password: string; madeUp: boolean }> {
  if (fromStdin) return { password: (await text(process.stdin)).trim(), madeUp: false }
  return { password: randomBytes(12).toString('base64url'), madeUp: true }
}

async function showOutbox(): Promise<void> {
  const mails = await readOutbox(readConfig(environment()), new Date())
  const shown = mails.length === 0 ? 'no mail waits\n' : mails.map(renderMail).join(`${'-'.repeat(72)}\n`)
  process.stdout.write(shown)
}

async function runResetPassword(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'password-stdin': { type: 'boolean', default: false },
      'without-second-factor': { type: 'boolean', default: false },
    },
  })
  const [email, ...more] = positionals
  if (email === undefined || more.length > 0) throw new UsageError('needs the address of an account')
  const { password, madeUp } = await readPassword(values['password-stdin'])
  await withDatabase(async (db) => {
    await resetPassword(db, { email, password, withoutSecondFactor: values['without-second-factor'] })
    const secret = madeUp ? `\npassword of ${email}: ${password}` : ''
    return `${email} has a new password; its sessions have ended${secret}`
  })
}

/** What the operator does for people with an account. */
export const adminAccountCommands: Readonly<Record<string, Command>> = {
  'admin outbox': {
    takes: '',
    summary: 'show the mails that wait, with the links in them; also while the server runs',
    run: showOutbox,
  },
  'admin reset-password': {
    takes: '<address> [--password-stdin] [--without-second-factor]',
    summary:
      'give an account a new password; without --password-stdin one is made up and shown; --without-second-factor also turns off the asking for a code',
    run: runResetPassword,
  },
}
