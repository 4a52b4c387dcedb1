import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { account } from '../../src/contract/accounts.ts'
import { integrationsGate, type Leaf } from '../../src/domain/access/gate.ts'
import type { Plan } from '../../src/domain/access/plans.ts'
import type { Standing } from '../../src/domain/access/rights.ts'
import { isMember, parseRole } from '../../src/domain/access/roles.ts'
import { ApiProblem, api } from './client.ts'
import { liveConnection } from './live/tab.ts'
import { isSignedOut } from './problem.ts'
import { queryClient } from './query.ts'
import { type Person, session } from './session.ts'
import { staleness } from './staleness.ts'

export type Account = z.output<typeof account>

const personOf = ({ id, email, workspace }: Account): Person => ({ id, email, workspaceId: workspace.id })

/** Who is signed in; null for nobody. A session that ends in mid-work leaves the person, who is asked to sign in again. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  staleTime: 60_000,
  async queryFn(): Promise<Account | null> {
    try {
      const account = await api.get<Account>('/account')
      session.met(personOf(account))
      return account
    } catch (error) {
      if (!isSignedOut(error)) throw error
      session.ended()
      return queryClient.getQueryData<Account | null>(['account']) ?? null
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

/** The same for webhooks, which customers have outside of the gate: it is for who works in the shop. */
export const webhooksAnswer = (account: Account) =>
  isStaff(account) ? gateOf(account, 'webhooks').answer : 'full'

/** Forgets everything that was read as somebody else. */
export function becomeSomebodyElse(): void {
  liveConnection.close()
  session.forget()
  staleness.clear()
  localStorage.removeItem('fabwire-recent')
  queryClient.clear()
}

/** Does what ends the session on purpose: the stream that would end with it does not ask what has happened. */
export async function endingSession<T>(work: () => Promise<T>): Promise<T> {
  liveConnection.close()
  try {
    return await work()
  } catch (error) {
    liveConnection.retryNow()
    throw error
  }
}

/** Signs out; `leave` goes where nobody needs to be signed in, before what was read is forgotten. */
export async function signOut(leave: () => Promise<void>): Promise<void> {
  await endingSession(() => api.post('/auth/sign-out'))
  await leave()
  becomeSomebodyElse()
}

/** After the dialog's sign-in: true when the same person is back, whose pages then go on. */
export async function resume(): Promise<boolean> {
  const account = await api.get<Account>('/account')
  session.renewed(personOf(account))
  if (session.state !== 'open') return false
  queryClient.setQueryData(accountQuery.queryKey, account)
  liveConnection.retryNow()
  await queryClient.invalidateQueries({ refetchType: 'active' })
  return true
}
