import { QueryClient } from '@tanstack/react-query'
import { ApiProblem } from './client.ts'

/** What may pass by itself is tried again; a refusal is not. */
const passes = (error: Error): boolean =>
  error instanceof ApiProblem && (error.status === 0 || error.status === 503)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => passes(error) && failures < 2,
      staleTime: 10_000,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
})
