import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { person } from '../../src/contract/workspace.ts'
import { api, type Page } from './client.ts'
import { readChanged } from './query.ts'

export type Person = z.output<typeof person>

export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: () => api.get<Page<Person>>('/workspace/members?limit=200'),
})

export const refreshMembers = () => readChanged(membersQuery.queryKey)
