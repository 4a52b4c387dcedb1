import { queryOptions } from '@tanstack/react-query'
import type { CustomerAnswer } from '../../src/contract/customers.ts'
import { api, type Page, query } from './client.ts'
import { queryClient } from './query.ts'

export type Customer = CustomerAnswer

/** All customers of the shop: a list to choose from must not end at a page. */
export const customersQuery = queryOptions({
  queryKey: ['customers'],
  async queryFn(): Promise<Customer[]> {
    const found: Customer[] = []
    let cursor: string | null = null
    do {
      const { data, next_cursor }: Page<Customer> = await api.get(
        `/workspace/customers${query({ limit: 200, cursor })}`,
      )
      found.push(...data)
      cursor = next_cursor
    } while (cursor !== null)
    return found
  },
})

export const refreshCustomers = () => queryClient.invalidateQueries({ queryKey: customersQuery.queryKey })
