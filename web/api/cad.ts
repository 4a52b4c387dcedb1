import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  CadFileAnswer,
  CadFolderAnswer,
  CadUsageAnswer,
  CadVersionAnswer,
} from '../../src/contract/cad.ts'
import { api, type Page, query, readAll } from './client.ts'

export type CadFile = CadFileAnswer
export type CadFolder = CadFolderAnswer
export type CadVersion = CadVersionAnswer
export type CadUsage = CadUsageAnswer

/** A place in a library. */
export interface CadPlace {
  /** Whose, for the shop; a customer has one library only. */
  customerId?: number | undefined
  /** Absent at the top. */
  folder?: string | undefined
  /** A part of the name: then files of all folders are found. */
  name?: string | undefined
}

/** Below the records: what is done to any of them reads these again too. */
const key = ['records', 'cad'] as const

/** All folders of a library: few, and the way to one of them goes through others. */
export const foldersQuery = ({ customerId }: CadPlace) =>
  queryOptions({
    queryKey: [...key, 'folders', customerId],
    queryFn: () => readAll<CadFolder>('/cad/folders', { customer_id: customerId }),
  })

export const usageQuery = ({ customerId }: CadPlace) =>
  queryOptions({
    queryKey: [...key, 'usage', customerId],
    queryFn: () => api.get<CadUsageAnswer>(`/cad/usage${query({ customer_id: customerId })}`),
  })

export const cadFilesQuery = ({ customerId, folder, name }: CadPlace) =>
  infiniteQueryOptions({
    queryKey: [...key, 'files', customerId, folder, name],
    queryFn: ({ pageParam: cursor }) =>
      api.get<Page<CadFile>>(
        `/cad/files${query({
          customer_id: customerId,
          ...(name === undefined ? { folder_id: folder ?? 'root' } : { name }),
          cursor,
        })}`,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
    // Shapes are measured beside the request.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(({ geometry }) => geometry.status === 'pending'))
        ? 2_000
        : false,
  })

export const versionsQuery = (fileId: string) =>
  queryOptions({
    queryKey: [...key, 'versions', fileId],
    queryFn: () => readAll<CadVersion>(`/cad/files/${fileId}/versions`),
  })

export const contentUrl = (fileId: string, version?: number): string =>
  `/api/cad/files/${fileId}/content${query({ version })}`

export const previewUrl = (fileId: string, version?: number): string =>
  `/api/cad/files/${fileId}/preview${query({ version })}`
