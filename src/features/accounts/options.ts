import type { Db, Tx } from '../../db/port.ts'
import type { Engine } from '../../engine/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { MasterKey } from '../../platform/crypto.ts'
import type { AccessChanges } from '../credentials/index.ts'
import type { Outbox } from '../mail/index.ts'
import type { SignInLimits } from './sign-in-limits.ts'

/** What this feature stands on. */
export interface AccountsOptions {
  db: Db
  clock: Clock
  masterKey: MasterKey
  access: AccessChanges
  engine: Pick<Engine, 'enqueue'>
  outbox: Outbox
  limits: SignInLimits
  /** The site's origin, for links in mails. */
  baseUrl(): string
  /** What else knows a person, and forgets them in the transaction that deletes their account. */
  forgetElsewhere: readonly ((tx: Tx, person: { id: number; email: string }) => Promise<void>)[]
  customerSignUp: 'open' | 'invite'
  workspaceSignUp: 'open' | 'closed'
  /** Needed to make the first workspace. */
  setup: SetUp
}

/** A stranger who reaches a server first must not become its owner (product.md, "Signing in"). */
export interface SetUp {
  token: string
  /** False where only this machine reaches the server: then only what a proxy handed on needs the token. */
  alwaysNeeded: boolean
}
