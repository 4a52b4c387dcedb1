import { type Plan, planAllowsIntegrations } from './plans.ts'
import { type WorkspaceRole, workspaceRole } from './roles.ts'

/** The pages behind Settings → Integrations, and the API routes behind each. */
export const leaves = ['hub', 'connections', 'api-keys', 'webhooks'] as const
export type Leaf = (typeof leaves)[number]

export type GateAnswer = 'workspace-notice' | 'plan-gate' | 'membership-notice' | 'admins-only' | 'full'
export type GateRefusal = 'role_required' | 'plan_required' | 'membership_required'

export interface GateInput {
  plan: Plan
  /** The role in the session ("auth metadata"). It decides what is shown, never what is allowed. */
  roleHint: unknown
  /** The role in `user_organizations`; null when there is no row. */
  membership: unknown
  leaf: Leaf
}

export interface Gate {
  answer: GateAnswer
  /** The code of the API's 403; null when the answer is `full`. */
  refusal: GateRefusal | null
  navigation: { integrations: boolean; leaves: readonly Leaf[] }
}

const refusals: Readonly<Record<GateAnswer, GateRefusal | null>> = {
  'workspace-notice': 'role_required',
  'plan-gate': 'plan_required',
  'membership-notice': 'membership_required',
  'admins-only': 'role_required',
  full: null,
}

const manages = (role: WorkspaceRole | null): boolean => role === 'Admin' || role === 'Manager'

function decide(input: GateInput, hint: WorkspaceRole | null, member: WorkspaceRole | null): GateAnswer {
  if (!manages(hint) && !manages(member)) return 'workspace-notice'
  if (!planAllowsIntegrations(input.plan)) return 'plan-gate'
  if (!manages(member)) return 'membership-notice'
  if (input.leaf === 'api-keys' && member === 'Manager') return 'admins-only'
  return 'full'
}

function navigation(hint: WorkspaceRole | null, member: WorkspaceRole | null): Gate['navigation'] {
  const shown = manages(member) ? member : hint
  if (!manages(shown)) return { integrations: false, leaves: [] }
  return {
    integrations: true,
    leaves: leaves.filter((leaf) => leaf !== 'hub' && (leaf !== 'api-keys' || shown === 'Admin')),
  }
}

/**
 * The Integrations gate: one answer for a page and for every API route behind it.
 * Rules in the order of product.md, "Plans and gates"; the first match wins.
 */
export function integrationsGate(input: GateInput): Gate {
  const hint = workspaceRole(input.roleHint)
  const member = workspaceRole(input.membership)
  const answer = decide(input, hint, member)
  return { answer, refusal: refusals[answer], navigation: navigation(hint, member) }
}
