import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { WorkspacePatch, workspace } from '../../src/contract/workspace.ts'
import { accountQuery } from './account.ts'
import { api } from './client.ts'
import { queryClient, readChanged } from './query.ts'

export type Workspace = z.output<typeof workspace>

/** The workspace as its members see it. */
export const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  queryFn: () => api.get<Workspace>('/workspace'),
  staleTime: 60_000,
})

/** As it is at this moment; what shows it shows that. */
export const readWorkspace = (): Promise<Workspace> =>
  queryClient.fetchQuery({ ...workspaceQuery, staleTime: 0 })

/** Everything that shows the workspace shows it anew. */
export async function updateWorkspace(patch: WorkspacePatch): Promise<Workspace> {
  const saved = await api.patch<Workspace>('/workspace', patch)
  queryClient.setQueryData(workspaceQuery.queryKey, saved)
  await readChanged(accountQuery.queryKey)
  return saved
}
