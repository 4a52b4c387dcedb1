import type { MemberRole } from '../../../src/domain/access/roles.ts'

export const roleLabels: Readonly<Record<MemberRole, string>> = {
  owner: 'Owner',
  admin: 'Admin',
  manager: 'Manager',
  staff: 'Staff',
}

/** What a member's role opens (product.md, "Rights of members"). */
export const roleMeanings: Readonly<Record<MemberRole, string>> = {
  owner: 'Everything, with the plan and the other owners.',
  admin: 'Everything but the plan and the owners: members, customers, API keys, webhooks, the audit log.',
  manager: 'The work, inviting customers, connections and workspace webhooks. No members, no API keys.',
  staff: 'The work: quotes, orders, shipments, invoices, quality reports, messages.',
}
