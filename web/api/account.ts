import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { account } from '../../src/contract/accounts.ts'
import { integrationsGate, type Leaf } from '../../src/domain/access/gate.ts'
import type { Plan } from '../../src/domain/access/plans.ts'
import type { Standing } from '../../src/domain/access/rights.ts'
import { isMember, parseRole } from '../../src/domain/access/roles.ts'
import { ApiProblem, api } from './client.ts'
import { liveConnection } from './live/tab.ts'
import { queryClient } from './query.ts'

export type Account = z.output<typeof account>

/** Who is signed in; null for nobody. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  staleTime: 60_000,
  async queryFn(): Promise<Account | null> {
    try {
      return await api.get<Account>('/account')
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null
      throw error
    }
  },
})

/** Who is signed in, below the pages that need somebody. */
export function useAccount(): Account {
  const { data } = useSuspenseQuery(accountQuery)
  if (data === null)
    throw new ApiProblem({
      status: 401,
      code: 'unauthenticated',
      title: 'Signed out',
      detail: 'Sign in again.',
    })
  return data
}

/** True for the shop's people, false for its customers. */
export const isStaff = (account: Account): boolean => {
  const role = parseRole(account.workspace.role)
  return isMember(role) || (role === null && isMember(parseRole(account.role_hint)))
}

/** As whom somebody handles the people of the workspace. */
export function useStanding(): Standing {
  const role = parseRole(useAccount().workspace.role)
  return isMember(role) ? role : null
}

/** The Integrations gate of a page, by the very function that the server decides with. */
export const gateOf = (account: Account, leaf: Leaf) =>
  integrationsGate({
    plan: account.workspace.plan as Plan,
    roleHint: account.role_hint,
    membership: account.workspace.role,
    leaf,
  })

/** Forgets everything that was read as somebody else. */
export function becomeSomebodyElse(): void {
  liveConnection.close()
  queryClient.clear()
}

export async function signOut(): Promise<void> {
  await api.post('/auth/sign-out')
  becomeSomebodyElse()
}
