import {
  type EnsureQueryDataOptions,
  onlineManager,
  QueryCache,
  QueryClient,
  type QueryKey,
} from '@tanstack/react-query'
import { onConflictedChange } from './client.ts'
import { connectivity } from './connectivity.ts'
import { ApiProblem } from './problem.ts'
import { staleness } from './staleness.ts'

const mostTries = 2
const mostWaitMs = 30_000

/** What may pass by itself is tried again; a refusal is not. */
const passes = (error: Error): boolean => error instanceof ApiProblem && [0, 429, 503].includes(error.status)

/** Not there any more, or not for this person: what is shown of it must go. */
const isGone = (error: Error): boolean =>
  error instanceof ApiProblem && [401, 403, 404, 410].includes(error.status)

function retryDelay(failures: number, error: Error): number {
  const retryAtMs = error instanceof ApiProblem ? error.retryAtMs : null
  const asked = retryAtMs === null ? 0 : retryAtMs - Date.now()
  return Math.min(mostWaitMs, Math.max(asked, 1_000 * 2 ** failures))
}

/**
 * What is shown stays when reading it again fails: a page, and what was typed on it, is not replaced by an error that
 * passes. That it is old is said beside it.
 */
const queryCache = new QueryCache({
  onError(error, query) {
    if (query.state.data === undefined || isGone(error)) return
    query.setState({ status: 'success', error: null })
    staleness.failed(query.queryHash, error)
  },
  onSuccess(_, query) {
    staleness.refreshed(query.queryHash)
  },
})

export const queryClient = new QueryClient({
  queryCache,
  defaultOptions: {
    queries: {
      retry: (failures, error) => passes(error) && failures < mostTries,
      retryDelay,
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      // A server on this very machine answers without a network.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})

/** Begins to read what a page asks for as soon as it is drawn, unless it is known; a refusal is the page's to show. */
export function readAhead<T, E, D, K extends QueryKey>(query: EnsureQueryDataOptions<T, E, D, K>): void {
  void queryClient.ensureQueryData(query).catch(() => {})
}

/**
 * Reads again what this person has just changed. What was asked for before may be answered as it was before: it is
 * given up, also where it is the first answer that a page waits for.
 */
export async function readChanged(queryKey: QueryKey): Promise<void> {
  await queryClient.cancelQueries({ queryKey })
  await queryClient.invalidateQueries({ queryKey })
}

const readAgain = () => void queryClient.invalidateQueries({ refetchType: 'active' })

onConflictedChange(readAgain)
// Whether anything answers is known from requests, better than from the browser.
onlineManager.setEventListener((setOnline) => connectivity.watch(() => setOnline(!connectivity.isLost)))
connectivity.watch(() => {
  if (!connectivity.isLost) readAgain()
})
