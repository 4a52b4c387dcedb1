import { queryOptions } from '@tanstack/react-query'
import { api, type Page, query } from './client.ts'
import type { Invoice, Ncr, Order, Quote } from './records.ts'

/** All that came of a project: enough of each for one page. */
export interface ProjectRecords {
  quotes: Omit<Quote, 'charges'>[]
  orders: Order[]
  invoices: Invoice[]
  reports: Ncr[]
}

const most = 100

const listOf = async <T>(path: string, members: Record<string, string>): Promise<T[]> =>
  (await api.get<Page<T>>(`${path}${query({ ...members, limit: most })}`)).data

/** The newest hundred of each kind; below the records, so that what is done to any of them reads these again. */
export const projectRecordsQuery = ({ id, project_no }: { id: string; project_no: string }) =>
  queryOptions({
    queryKey: ['records', 'story', id],
    queryFn: async (): Promise<ProjectRecords> => {
      const [quotes, orders, invoices, reports] = await Promise.all([
        listOf<Quote>('/quotes', { project_id: id, expand: 'lines' }),
        listOf<Order>('/orders', { project_id: id, expand: 'lines,shipments' }),
        listOf<Invoice>('/invoices', { project_no }),
        listOf<Ncr>('/ncrs', { project_id: id }),
      ])
      return { quotes, orders, invoices, reports }
    },
  })
