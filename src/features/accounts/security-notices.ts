import type { EventDataOf } from '../../contract/events/index.ts'
import type { Tx } from '../../db/port.ts'
import type { Engine } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Outbox } from '../mail/index.ts'
import { securityMail } from './mails.ts'
import { listAudiences } from './store.ts'

/** A notice that nobody could be told for so long is old news. */
const mailLifetimeMs = 7 * 86_400_000
const longestUserAgent = 200

type SecurityEvent =
  | 'security.password_changed'
  | 'security.2fa_enabled'
  | 'security.2fa_disabled'
  | 'security.new_login'

const words: Readonly<Record<SecurityEvent, { title: string; message: string }>> = {
  'security.password_changed': {
    title: 'Password changed',
    message: 'The password of your account was changed.',
  },
  'security.2fa_enabled': {
    title: 'Two-factor authentication on',
    message: 'Signing in to your account now needs a code.',
  },
  'security.2fa_disabled': {
    title: 'Two-factor authentication off',
    message: 'Signing in to your account needs the password alone.',
  },
  'security.new_login': {
    title: 'New sign-in',
    message: 'Your account was signed in to from a browser it did not know.',
  },
}

export interface NoticeOptions {
  clock: Clock
  engine: Pick<Engine, 'enqueue'>
  outbox: Outbox
  baseUrl(): string
}

export interface AccountHolder {
  id: number
  email: string
  name: string
}

/**
 * Tells the owner of an account what was done with it: by mail, and by event to their webhooks, in the transaction
 * that does it. A customer of several shops has webhooks in each, so each gets the event.
 */
export async function announceSecurity(
  tx: Tx,
  { clock, engine, outbox, baseUrl }: NoticeOptions,
  type: SecurityEvent,
  user: AccountHolder,
  from: { address: string; userAgent: string },
): Promise<void> {
  const userAgent = from.userAgent.slice(0, longestUserAgent)
  const data: EventDataOf<SecurityEvent> = {
    ...words[type],
    project_no: null,
    address: from.address,
    ...(userAgent && { user_agent: userAgent }),
    url: `${baseUrl()}/settings/security`,
  }
  const events = (await listAudiences(tx, user.id)).map((workspaceId) => ({
    workspaceId,
    userId: user.id,
    type,
    data,
    isTest: false,
  }))
  await engine.enqueue(tx, events)
  await outbox.write(tx, {
    kind: type,
    userId: user.id,
    to: user.email,
    expiresAt: new Date(clock.now().getTime() + mailLifetimeMs),
    ...securityMail(baseUrl(), user.name, { ...words[type], address: from.address, userAgent }),
  })
}
