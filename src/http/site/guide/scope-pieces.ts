import type { RouteRow } from '../../../contract/route.ts'
import { keyEnvironments } from '../../../domain/access/principal.ts'
import { atLeast, type MemberRole, memberRoles } from '../../../domain/access/roles.ts'
import {
  keyScopeDescriptions,
  keyScopes,
  type PatScope,
  patScopeDescriptions,
  patScopes,
} from '../../../domain/access/scopes.ts'
import { type Html, html } from '../html.ts'
import { foldedRoutes, type GrantedRow, grantedRows, routeList } from './routes.ts'
import { code, listed, table } from './table.ts'

const lowest = (roles: readonly MemberRole[]): MemberRole | undefined =>
  memberRoles.find((role) => roles.includes(role))

/** For whom a scope opens something at all: a token never does more than its user may. */
function holders(rows: readonly GrantedRow[]): string {
  if (rows.some(({ grant }) => grant.users === 'any')) return 'everybody'
  const rules = rows.flatMap(({ grant }) => (grant.users === 'any' ? [] : [grant.users]))
  const least = lowest(rules.flatMap(({ member }) => member ?? []))
  const members = least && memberRoles.filter((role) => atLeast(role, least))
  const customers = rules.some(({ customer }) => customer) ? ['customers'] : []
  const staff = members === undefined ? [] : members.length === memberRoles.length ? ['members'] : members
  return [...customers, ...staff].join(', ')
}

function patScopeRow(scope: PatScope, rows: readonly GrantedRow[]): Html[] {
  const asking = rows.filter(({ grant }) => grant.scope === scope)
  const keys = keyScopes.filter((key) => asking.some(({ grant }) => grant.key?.includes(key)))
  return [
    html`<b id="${scope.replace(':', '-')}">${code(scope)}</b><p>${patScopeDescriptions[scope]}</p>`,
    html`${holders(asking)}`,
    keys.length === 0 ? html`–` : listed(keys.map(code)),
    routeList(asking.map(({ row }) => row)),
  ]
}

/** The scopes of personal access tokens, with whom they serve and the routes that ask for them. */
export const patScopeTable = (rows: readonly RouteRow[]): Html =>
  table(
    'Scopes of personal access tokens',
    ['Scope and what it allows', 'Useful to', 'Key with', 'Routes that ask for it'],
    patScopes.map((scope) => patScopeRow(scope, grantedRows(rows))),
  )

/** The roles that the route which makes a key asks for. */
function keyMakers(rows: readonly RouteRow[]): string {
  const making = grantedRows(rows).filter(({ row }) => row.method === 'POST' && row.path === '/api-keys')
  return holders(making)
}

/** The scopes of tenant API keys. */
export const keyScopeTable = (rows: readonly RouteRow[]): Html =>
  table(
    'Scopes of tenant API keys',
    ['Scope', 'What it allows', 'Who makes such a key', 'Routes that take it'],
    keyScopes.map((scope) => [
      code(scope),
      html`${keyScopeDescriptions[scope]}`,
      html`${keyMakers(rows)}`,
      foldedRoutes(
        grantedRows(rows)
          .filter(({ grant }) => grant.key?.includes(scope))
          .map(({ row }) => row),
      ),
    ]),
  )

/** What no single scope opens: a session or a token with full access. */
export const fullAccessRoutes = (rows: readonly RouteRow[]): Html =>
  foldedRoutes(
    grantedRows(rows)
      .filter(({ grant: { scope, users } }) => {
        const takesUsers = users === 'any' || users.customer === true || users.member !== undefined
        return scope === undefined && takesUsers
      })
      .map(({ row }) => row),
  )

export const openRoutes = (rows: readonly RouteRow[]): Html =>
  foldedRoutes(rows.filter(({ access }) => access.kind === 'open'))

/** The environments of a key, and what they mean for its events. */
export const environmentTable = (): Html =>
  table(
    'Environments of tenant API keys',
    ['Environment', 'Events that it causes'],
    keyEnvironments.map((environment) => [
      code(environment),
      environment === 'production'
        ? html`as they are; <code>POST /events</code> may mark one as a test`
        : html`always <code>is_test: true</code>`,
    ]),
  )
