import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { signUpOptions } from '../../src/contract/accounts.ts'
import { api } from './client.ts'

/** Who can sign up here, and how. */
export const signUpOptionsQuery = queryOptions({
  queryKey: ['sign-up'],
  queryFn: () => api.get<z.output<typeof signUpOptions>>('/auth/sign-up'),
})
