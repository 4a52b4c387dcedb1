import { describe, expect, it, test } from 'vitest'
import { type GateInput, integrationsGate, leaves } from './gate.ts'
import { plans } from './plans.ts'

/** Every value a hint or a membership row can hold: the five roles, nothing, and what only looks like a role. */
const values = [
  'owner',
  'admin',
  'manager',
  'staff',
  'customer',
  null,
  undefined,
  '',
  'owner ',
  'OWNER',
  'admin,member',
  'superuser',
  ['admin'],
  { role: 'admin' },
  1,
] as const

const table: GateInput[] = plans.flatMap((plan) =>
  values.flatMap((roleHint) =>
    values.flatMap((membership) => leaves.map((leaf) => ({ plan, roleHint, membership, leaf }))),
  ),
)

const isAdmin = (value: unknown) => value === 'owner' || value === 'admin'
const isManager = (value: unknown) => value === 'manager'
const isAdminOrManager = (value: unknown) => isAdmin(value) || isManager(value)

/** The five rules of product.md, "Plans and gates", read out one after the other. */
function rules({ plan, roleHint, membership, leaf }: GateInput): [answer: string, refusal: string | null] {
  const neither = !isAdminOrManager(roleHint) && !isAdminOrManager(membership)
  if (neither) return ['workspace-notice', 'role_required']
  if (plan !== 'enterprise') return ['plan-gate', 'plan_required']
  if (!isAdminOrManager(membership)) return ['membership-notice', 'membership_required']
  if (leaf === 'api-keys' && isManager(membership)) return ['admins-only', 'role_required']
  return ['full', null]
}

/** What the navigation lists: the membership counts where it gives a role, the hint where it does not. */
function listed({ roleHint, membership }: GateInput): string[] {
  if (isAdmin(membership)) return ['connections', 'api-keys', 'webhooks']
  if (isManager(membership)) return ['connections', 'webhooks']
  if (isAdmin(roleHint)) return ['connections', 'api-keys', 'webhooks']
  return isManager(roleHint) ? ['connections', 'webhooks'] : []
}

const sentence = (input: GateInput) =>
  `${input.plan}, hint ${JSON.stringify(input.roleHint)}, membership ${JSON.stringify(input.membership)}, ${input.leaf}`

describe('the truth table: plan × hint × membership × leaf', () => {
  it('is whole', () => {
    expect(table).toHaveLength(4 * 15 * 15 * 4)
  })

  it('answers as the five rules do', () => {
    for (const input of table) {
      const { answer, refusal } = integrationsGate(input)
      expect([answer, refusal], sentence(input)).toEqual(rules(input))
    }
  })

  it('lists Integrations for Admin and Manager on every plan, the keys for Admin only', () => {
    for (const input of table) {
      const shown = listed(input)
      expect(integrationsGate(input).navigation, sentence(input)).toEqual({
        integrations: shown.length > 0,
        leaves: shown,
      })
    }
  })

  it('allows nothing by the hint: with another hint, what was refused is refused', () => {
    for (const input of table)
      for (const roleHint of values)
        expect(integrationsGate({ ...input, roleHint }).answer === 'full', sentence(input)).toBe(
          integrationsGate(input).answer === 'full',
        )
  })
})

// A few rows by hand, so that a mistake shared by the rules above and the code would still be seen.
test.each<
  [plan: GateInput['plan'], hint: unknown, membership: unknown, leaf: GateInput['leaf'], answer: string]
>([
  ['enterprise', 'owner', 'owner', 'api-keys', 'full'],
  ['enterprise', 'staff', 'admin', 'api-keys', 'full'],
  ['enterprise', 'manager', 'manager', 'hub', 'full'],
  ['enterprise', 'owner', 'manager', 'api-keys', 'admins-only'],
  ['enterprise', 'manager', null, 'api-keys', 'membership-notice'],
  ['enterprise', 'admin', 'staff', 'webhooks', 'membership-notice'],
  ['enterprise', 'admin', 'customer', 'connections', 'membership-notice'],
  ['enterprise', 'staff', 'staff', 'webhooks', 'workspace-notice'],
  ['pro', 'staff', null, 'webhooks', 'workspace-notice'],
  ['pro', 'admin', 'staff', 'webhooks', 'plan-gate'],
  ['free', 'manager', 'manager', 'api-keys', 'plan-gate'],
  ['standard', 'owner', 'owner', 'hub', 'plan-gate'],
])('%s, hint %j, membership %j, %s → %s', (plan, roleHint, membership, leaf, answer) => {
  expect(integrationsGate({ plan, roleHint, membership, leaf }).answer).toBe(answer)
})
