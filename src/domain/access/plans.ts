/** The plans of a workspace, cheapest first (product.md, "Plans and gates"). */
export const plans = ['free', 'standard', 'pro', 'enterprise'] as const
export type Plan = (typeof plans)[number]

/** Connections, tenant API keys and workspace webhooks need this plan. */
export const integrationsPlan: Plan = 'enterprise'

export const planAllowsIntegrations = (plan: Plan): boolean => plan === integrationsPlan
