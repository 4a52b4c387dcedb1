import { queryOptions } from '@tanstack/react-query'
import type { CustomerAnswer } from '../../src/contract/customers.ts'
import { readAll } from './client.ts'
import { readChanged } from './query.ts'

export type Customer = CustomerAnswer

export const customersQuery = queryOptions({
  queryKey: ['customers'],
  queryFn: () => readAll<Customer>('/workspace/customers'),
})

export const refreshCustomers = () => readChanged(customersQuery.queryKey)
