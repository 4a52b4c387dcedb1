/** The 13 scopes of a personal access token, with the sentence shown beside each (reference 001, "Scopes"). */
export const patScopeDescriptions = {
  'read:projects': 'Read project metadata, files, and status.',
  'write:projects': 'Create projects and upload files.',
  'read:quotes': 'Read quote configurations and pricing.',
  'write:quotes': 'Submit quote requests.',
  'read:invoices': 'Read invoices and payment status.',
  'write:invoices': 'Mark invoices as paid externally (where supported).',
  'read:inbox': 'Read inbox notifications.',
  'write:inbox': 'Mark inbox notifications as read.',
  'read:cad': 'List and download CAD Cloud files.',
  'write:cad': 'Upload to CAD Cloud.',
  'read:webhooks': 'List webhook subscriptions and deliveries.',
  'write:webhooks': 'Create, edit, and delete webhook subscriptions.',
  'admin:account': 'Read your account profile (does NOT grant write).',
} as const

export type PatScope = keyof typeof patScopeDescriptions
export const patScopes = Object.keys(patScopeDescriptions) as PatScope[]

/** The two scopes of a tenant API key (product.md, "Tenant API keys"). */
export const keyScopeDescriptions = {
  api: 'Business records of the workspace; publishing and reading events.',
  admin: 'Members, webhooks, connections and the audit log.',
} as const

export type KeyScope = keyof typeof keyScopeDescriptions
export const keyScopes = Object.keys(keyScopeDescriptions) as KeyScope[]

/** What a token says it may do: a list of scopes, or everything its user may do. */
export interface PatGrant {
  scopes: readonly string[]
  fullAccess: boolean
}

/** True when the token carries the scope. An empty list grants nothing unless the full-access flag is set. */
export const grantCovers = (grant: PatGrant, scope: PatScope): boolean =>
  grant.fullAccess || grant.scopes.includes(scope)
