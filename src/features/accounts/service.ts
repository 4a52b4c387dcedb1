import { deletionService } from './deletion.ts'
import { joiningService } from './joining.ts'
import { notificationService } from './notifications.ts'
import type { AccountsOptions } from './options.ts'
import { passwordService } from './password-changes.ts'
import { profileService } from './profile.ts'
import { proofService } from './proof.ts'
import { secondFactorService } from './second-factor-service.ts'
import { sessionListService } from './session-list.ts'
import { Sessions } from './sessions.ts'
import { signInService } from './sign-in.ts'
import { signUpService } from './sign-up.ts'
import { sweepAccounts } from './sweep.ts'
import { workspaceSwitchService } from './workspaces.ts'

export type AccountService = ReturnType<typeof accountService>

/** Accounts: how one is made and entered, and what its owner does with it. */
export function accountService(options: AccountsOptions) {
  const { sessionKey } = options.masterKey
  const sessions = new Sessions({ ...options, sessionKey })
  const signIns = signInService(options, sessions)
  const withProof = proofService(options)
  return {
    ...signUpService(options, signIns),
    ...signIns,
    authenticate: (sessionToken: string) => sessions.authenticate(sessionToken),
    profile: profileService(options, withProof),
    passwords: passwordService(options, sessions, withProof),
    secondFactor: secondFactorService(options, withProof),
    sessions: sessionListService(options),
    notifications: notificationService(options),
    deletion: deletionService(options, withProof),
    joining: joiningService(options, sessions, signIns),
    workspaces: workspaceSwitchService(options, signIns),
    sweep: () => sweepAccounts(options),
  }
}
