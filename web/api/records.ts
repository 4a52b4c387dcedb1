import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query'
import type { z } from 'zod'
import type { InvoiceAnswer } from '../../src/contract/invoices.ts'
import type { MessageAnswer } from '../../src/contract/messages.ts'
import type { NcrAnswer } from '../../src/contract/ncrs.ts'
import type { OrderAnswer, orderListed } from '../../src/contract/orders.ts'
import type { FileAnswer, ProjectAnswer } from '../../src/contract/projects.ts'
import type { QuoteAnswer, quoteListed } from '../../src/contract/quotes.ts'
import type { ShipmentAnswer } from '../../src/contract/shipments.ts'
import { api, type Page, query } from './client.ts'
import { readChanged } from './query.ts'

export type Quote = QuoteAnswer
export type Order = OrderAnswer
export type Shipment = ShipmentAnswer
export type Invoice = InvoiceAnswer
export type Project = ProjectAnswer
export type ProjectFile = FileAnswer
export type Message = MessageAnswer
export type Ncr = NcrAnswer

export interface Listed {
  quotes: z.output<typeof quoteListed>
  orders: z.output<typeof orderListed>
  invoices: Invoice
  projects: Project
  ncrs: Ncr
}

interface Whole {
  quotes: Quote
  orders: Order
  invoices: Invoice
  projects: Project
  ncrs: Ncr
}

/** Kinds of business records that have a list and a page each. */
export type Kind = keyof Listed

export interface RecordFilter {
  status?: string | undefined
  sort?: string | undefined
  limit?: number | undefined
  customer_id?: number | undefined
  order_id?: string | undefined
  project_id?: string | undefined
  quote_no?: string | undefined
  project_no?: string | undefined
  cursor?: string | undefined
}

const key = ['records'] as const

/** What lists and pages show of other records. */
const listExpansion: Readonly<Partial<Record<Kind, string>>> = {
  quotes: 'customer,lines,order',
  orders: 'customer,lines',
  invoices: 'customer',
  ncrs: 'customer',
  projects: 'customer',
}
const pageExpansion: Readonly<Partial<Record<Kind, string>>> = {
  quotes: 'project,customer,order',
  orders: 'project,customer,quote',
  invoices: 'project,customer,order',
  ncrs: 'project,customer',
  projects: 'customer',
}

export const listQuery = <K extends Kind>(kind: K, filter: RecordFilter) =>
  queryOptions({
    queryKey: [...key, kind, filter],
    queryFn: () => api.get<Page<Listed[K]>>(`/${kind}${query({ ...filter, expand: listExpansion[kind] })}`),
    placeholderData: keepPreviousData,
  })

export const recordQuery = <K extends Kind>(kind: K, id: string) =>
  queryOptions({
    queryKey: [...key, kind, id],
    queryFn: () => api.get<Whole[K]>(`/${kind}/${id}${query({ expand: pageExpansion[kind] })}`),
  })

export const filesQuery = (projectId: string) =>
  queryOptions({
    queryKey: [...key, 'files', projectId],
    queryFn: () => api.get<Page<ProjectFile>>(`/projects/${projectId}/files?limit=200`),
    // Shapes are measured beside the request.
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ geometry }) => geometry?.status === 'pending') ? 2_000 : false,
  })

/** Where people write: a project's thread, or a customer's general one (its own, where none is said). */
export type ThreadPlace = { projectId: string } | { customerId?: number | undefined }

export const threadPath = (place: ThreadPlace): string =>
  'projectId' in place ? `/projects/${place.projectId}/messages` : '/messages'

/** A thread from its newest message on, page by page. */
export const messagesQuery = (place: ThreadPlace) =>
  infiniteQueryOptions({
    queryKey: [...key, 'messages', place],
    queryFn: ({ pageParam: cursor }) => {
      const customer_id = 'customerId' in place ? place.customerId : undefined
      return api.get<Page<Message>>(threadPath(place) + query({ customer_id, cursor }))
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: 15_000,
  })

export const refreshRecords = () => readChanged(key)

/** Something done to records; whatever came of it, what is shown is read again. */
export const useAction = <V = void, R = unknown>(
  work: (variables: V) => Promise<R>,
  done: (result: R) => void,
) => useMutation({ mutationFn: work, onSuccess: done, onSettled: refreshRecords })
