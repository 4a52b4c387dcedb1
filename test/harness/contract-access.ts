import type { KeyScope, PatScope } from '../../src/domain/access/scopes.ts'

/**
 * Who may call what, as the API's contract words it, written down a second time: the tests hold the program's own
 * table of routes against this one. It knows nothing of how the program decides.
 */

export type ContractRole = 'customer' | 'staff' | 'manager' | 'admin' | 'owner'

/** Who may call a route with a credential of their own. */
export interface ContractGrant {
  /** Roles that a session needs, or the user behind a token. */
  roles: readonly ContractRole[]
  /** What a scoped token needs. None: only a token with full access will do. */
  scope?: PatScope
  /** Scopes of a tenant key, any of which suffices. None: no key. */
  key?: readonly KeyScope[]
  /** Members and keys need the plan with Integrations; members also a role that the leaf is for. */
  gate?: 'connections' | 'api-keys' | 'webhooks'
}

/** `any`: whatever credential. `operator`: the token of whoever runs the server. */
export type ContractAccess = 'open' | 'operator' | 'any' | ContractGrant

const owners: ContractRole[] = ['owner']
const admins: ContractRole[] = ['admin', ...owners]
const managers: ContractRole[] = ['manager', ...admins]
const members: ContractRole[] = ['staff', ...managers]
const customers: ContractRole[] = ['customer']
const everyone = [...customers, ...members]
const api: KeyScope[] = ['api']
const admin: KeyScope[] = ['admin']

const session: ContractGrant = { roles: everyone }
const reading = (scope: PatScope): ContractGrant => ({ roles: everyone, scope, key: api })
const ofMembers: ContractGrant = { roles: members, key: api }
const keys: ContractGrant = { roles: admins, gate: 'api-keys' }
const webhooks = { roles: [...customers, ...managers], gate: 'webhooks' } as const
const connections: ContractGrant = { roles: managers, key: admin, gate: 'connections' }
const workspaceOf = (roles: readonly ContractRole[]): ContractGrant => ({ roles, key: admin })

/** The rows of the contract's table, in its order. */
const table: readonly (readonly [routes: string, access: ContractAccess])[] = [
  [
    `GET /auth/sign-up · POST /auth/sign-up · POST /auth/sign-in · POST /auth/sign-in/totp · POST /auth/sign-out
     POST /auth/password-reset · POST /auth/password-reset/confirm · POST /auth/verify
     GET /invitations/{token} · POST /invitations/{token}`,
    'open',
  ],
  ['GET /account', { roles: everyone, scope: 'admin:account' }],
  [
    `PATCH /account · DELETE /account · POST /account/password · POST /account/2fa/enroll
     POST /account/2fa/confirm · DELETE /account/2fa · GET /account/sessions · DELETE /account/sessions/{id}
     GET /account/notifications · PUT /account/notifications · POST /account/workspace`,
    session,
  ],
  ['GET /token', 'any'],
  [
    `GET /tokens · POST /tokens · GET /tokens/{id} · PATCH /tokens/{id} · DELETE /tokens/{id}
     POST /tokens/{id}/rotate`,
    session,
  ],
  ['POST /tokens/report-leak', 'open'],
  [
    `GET /api-keys · POST /api-keys · GET /api-keys/{id} · PATCH /api-keys/{id} · DELETE /api-keys/{id}
     POST /api-keys/revoke`,
    keys,
  ],
  [
    `GET /projects · GET /projects/{id} · GET /projects/{id}/files · GET /projects/{id}/files/{file}
     GET /projects/{id}/files/{file}/content · GET /orders · GET /orders/{id} · GET /ncrs · GET /ncrs/{id}`,
    reading('read:projects'),
  ],
  [
    `POST /projects · PATCH /projects/{id} · POST /projects/{id}/files
     DELETE /projects/{id}/files/{file}`,
    reading('write:projects'),
  ],
  // Paper, after the records it shows.
  ['GET /quotes/{id}/print', reading('read:quotes')],
  ['GET /orders/{id}/print · GET /shipments/{id}/print', reading('read:projects')],
  ['GET /quotes · GET /quotes/{id}', reading('read:quotes')],
  ['POST /quotes', reading('write:quotes')],
  ['POST /quotes/{id}/accept · POST /quotes/{id}/decline', { roles: customers, key: api }],
  [
    `POST /quotes/{id}/submit · POST /quotes/{id}/ready · POST /quotes/{id}/revise
     PUT /quotes/{id}/pricing`,
    ofMembers,
  ],
  ['POST /quotes/{id}/cancel', { ...ofMembers, roles: everyone }],
  [
    `POST /orders · POST /orders/{id}/start-production · POST /orders/{id}/hold · POST /orders/{id}/resume
     POST /orders/{id}/cancel · POST /orders/{id}/shipments · POST /shipments/{id}/ship
     POST /shipments/{id}/deliver · POST /shipments/{id}/exception · POST /shipments/{id}/resume
     POST /shipments/{id}/return`,
    ofMembers,
  ],
  ['GET /invoices · GET /invoices/{id} · GET /invoices/{id}/print', reading('read:invoices')],
  ['POST /invoices/{id}/mark-paid', { roles: customers, scope: 'write:invoices', key: api }],
  [
    `POST /invoices · POST /invoices/{id}/issue · POST /invoices/{id}/void · POST /invoices/{id}/payments
     POST /payments/{id}/reverse`,
    ofMembers,
  ],
  [
    `POST /ncrs · POST /ncrs/{id}/start · POST /ncrs/{id}/resolve · POST /ncrs/{id}/reopen
     POST /ncrs/{id}/void`,
    ofMembers,
  ],
  ['GET /inbox · GET /messages · GET /projects/{id}/messages', reading('read:inbox')],
  // Threads at a glance.
  ['GET /messages/threads', reading('read:inbox')],
  ['POST /inbox/{id}/read · POST /inbox/read-all', { roles: everyone, scope: 'write:inbox' }],
  ['POST /messages · POST /projects/{id}/messages', { roles: everyone, key: api }],
  [
    `GET /cad/files · GET /cad/files/{id} · GET /cad/files/{id}/content · GET /cad/files/{id}/versions
     GET /cad/folders`,
    reading('read:cad'),
  ],
  // Shapes to look at, and units stated afterwards: as the files that they are of.
  ['GET /cad/files/{id}/preview · GET /cad/usage', reading('read:cad')],
  ['GET /projects/{id}/files/{file}/preview', reading('read:projects')],
  ['PATCH /projects/{id}/files/{file}', reading('write:projects')],
  ['POST /cad/files · POST /cad/folders', { roles: everyone, scope: 'write:cad' }],
  ['PATCH /cad/files/{id} · DELETE /cad/files/{id}', session],
  [
    `GET /webhooks · GET /webhooks/{id} · GET /webhooks/{id}/deliveries · GET /webhooks/deliveries/{id}
     GET /webhooks/deliveries · GET /webhooks/statistics
     GET /events · GET /stream`,
    { ...webhooks, scope: 'read:webhooks', key: ['api', 'admin'] },
  ],
  [
    `POST /webhooks · PATCH /webhooks/{id} · DELETE /webhooks/{id} · POST /webhooks/delete
     POST /webhooks/{id}/enable · POST /webhooks/{id}/disable · POST /webhooks/{id}/rotate-secret
     POST /webhooks/{id}/test · POST /webhooks/{id}/ping · POST /webhooks/{id}/replays
     POST /webhooks/deliveries/{id}/redeliver · POST /webhooks/deliveries/redeliver
     GET /webhooks/{id}/replays · GET /webhooks/replays/{id} · POST /webhooks/replays/{id}/cancel`,
    { ...webhooks, scope: 'write:webhooks', key: admin },
  ],
  ['GET /event-types', 'open'],
  ['POST /events', { roles: [], key: api }],
  [
    `GET /connections · GET /connections/{connector} · PATCH /connections/{connector}
     POST /connections/{connector}/connect · POST /connections/{connector}/reset
     POST /connections/{connector}/disconnect · POST /connections/{connector}/test`,
    connections,
  ],
  ['GET /connections/{connector}/callback', session],
  // "Rights of members" (product.md): what concerns members is an admin's, what concerns customers a manager's.
  ['GET /workspace', workspaceOf(members)],
  ['PATCH /workspace', workspaceOf(admins)],
  ['GET /workspace/members · GET /workspace/customers', workspaceOf(managers)],
  [
    'POST /workspace/invitations · GET /workspace/invitations · DELETE /workspace/invitations/{id}',
    workspaceOf(managers),
  ],
  ['PATCH /workspace/members/{user_id} · DELETE /workspace/members/{user_id}', workspaceOf(admins)],
  ['POST /workspace/customers · POST /workspace/customers/import', workspaceOf(managers)],
  ['PATCH /workspace/customers/{user_id}', workspaceOf(admins)],
  ['GET /workspace/audit · GET /workspace/audit.csv', workspaceOf(admins)],
  ['GET /orders.csv · GET /invoices.csv', ofMembers],
  ['GET /healthz · GET /readyz', 'open'],
  ['GET /metrics', 'operator'],
  ['GET /openapi.json', 'open'],
]

/** `METHOD /path` of the contract → who may call it. */
export const contractAccess: ReadonlyMap<string, ContractAccess> = new Map(
  table.flatMap(([routes, access]) =>
    routes.split(/\s*[·\n]\s*/).map((route): [string, ContractAccess] => [route, access]),
  ),
)
