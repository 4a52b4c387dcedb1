import { useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, type Page, query } from '../../../api/client.ts'
import { type Command, type Group, type NumberedKind, numbersIn } from './commands.ts'

const debounceMs = 200

const members = {
  projects: 'project_no',
  quotes: 'quote_no',
  orders: 'order_no',
  invoices: 'invoice_no',
} as const
const titles: Readonly<Record<NumberedKind, string>> = {
  projects: 'Projects',
  quotes: 'Quotes',
  orders: 'Orders',
  invoices: 'Invoices',
}

interface Found {
  id: string
  name?: string
  status: string
  revision?: number
}

/** A text once it has stood still for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), debounceMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

const toCommand = (kind: NumberedKind, number: string, { id, name, status, revision }: Found): Command => ({
  id: `record:${id}`,
  label: revision !== undefined && revision > 1 ? `${number}, revision ${revision}` : number,
  hint: [name, status.replaceAll('_', ' ')].filter(Boolean).join(', '),
  to: `/${kind}/${id}`,
})

/** The records whose number stands in the text, by kind. */
export function useRecords(text: string): { groups: Group[]; isPending: boolean; isNumber: boolean } {
  const settled = useSettled(text)
  const wanted = numbersIn(settled)
  const results = useQueries({
    queries: wanted.map(({ kind, number }) => ({
      queryKey: ['records', 'numbered', kind, number],
      queryFn: () => api.get<Page<Found>>(`/${kind}${query({ [members[kind]]: number, limit: 5 })}`),
    })),
  })
  const groups = wanted.flatMap(({ kind, number }, index) => {
    const rows = results[index]?.data?.data ?? []
    return rows.length === 0
      ? []
      : [{ title: titles[kind], commands: rows.map((row) => toCommand(kind, number, row)) }]
  })
  const isNumber = numbersIn(text).length > 0
  return {
    groups,
    isNumber,
    isPending: isNumber && (settled !== text || results.some((one) => one.isPending)),
  }
}
