import { customer, customerPage, customerPatch } from '../../contract/customers.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { pathUserId, peopleQuery } from '../../contract/workspace.ts'
import type { CustomerService } from './customers.ts'

const tag = 'Customers'

export function customerRoutes(customers: CustomerService): RouteRow[] {
  return [
    route({
      method: 'GET',
      path: '/workspace/customers',
      summary: 'List the customers',
      tag,
      access: { kind: 'granted', key: ['admin'], users: { member: 'manager' } },
      query: peopleQuery,
      success: { status: 200, schema: customerPage },
      errors: ['invalid_cursor'],
      handler: (call) => customers.list(call, call.query),
    }),
    route({
      method: 'PATCH',
      path: '/workspace/customers/{user_id}',
      summary: 'Suspend a customer, or change what was agreed with them',
      tag,
      access: { kind: 'granted', key: ['admin'], users: { member: 'admin' } },
      params: pathUserId,
      body: customerPatch,
      success: { status: 200, schema: customer },
      handler: (call) => customers.update(call, call.params.user_id, call.body),
    }),
  ]
}
