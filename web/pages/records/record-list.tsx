import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type Kind, listQuery, type RecordFilter } from '../../api/records.ts'
import { SelectField, TextField } from '../../ui/field.tsx'
import { byTime, Pager } from '../../ui/pager.tsx'
import { PageHeader } from '../../ui/panel.tsx'
import { Failure, FirstRun, Skeleton } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'

type Row<K extends Kind> =
  NonNullable<ReturnType<typeof listQuery<K>>['queryFn']> extends (...args: never[]) => infer P
    ? Awaited<P> extends { data: (infer R)[] }
      ? R
      : never
    : never

interface RecordListProps<K extends Kind> {
  kind: K
  title: string
  lead: string
  /** What there would be, when there is nothing yet. */
  first: string
  /** In its place, where there is more to say. */
  firstRun?: ReactNode
  statuses: readonly string[]
  actions?: ReactNode
  columns: readonly (readonly [head: string, cell: (row: Row<K>) => ReactNode])[]
}

/** A list of business records, newest first, by status and project. */
export function RecordList<K extends Kind>({
  kind,
  title,
  lead,
  first,
  firstRun,
  statuses,
  actions,
  columns,
}: RecordListProps<K>) {
  const [filter, setFilter] = useState<RecordFilter>({})
  const { data, error, isPending, refetch } = useQuery(listQuery(kind, filter))
  const change = (members: RecordFilter) => setFilter({ ...filter, cursor: undefined, ...members })
  const rows = (data?.data ?? []) as Row<K>[]
  const isFiltered = filter.status !== undefined || filter.project_no !== undefined
  return (
    <>
      <PageHeader title={title} lead={lead} actions={actions} />
      <div className="mb-4 grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Status"
          options={[
            ['', 'Any status'],
            ...statuses.map((status) => [status, status.replaceAll('_', ' ')] as const),
          ]}
          value={filter.status ?? ''}
          onChange={(event) => change({ status: event.target.value || undefined })}
        />
        <TextField
          label="Project number"
          placeholder="P-20260515-0001"
          value={filter.project_no ?? ''}
          onChange={(event) => change({ project_no: event.target.value.trim() || undefined })}
        />
      </div>
      {isPending && <Skeleton />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data &&
        rows.length === 0 &&
        (isFiltered ? (
          <p className="py-8 text-center text-soft">Nothing fits this filter.</p>
        ) : (
          (firstRun ?? <FirstRun title={`No ${title.toLowerCase()} yet`}>{first}</FirstRun>)
        ))}
      {rows.length > 0 && (
        <Table label={title} head={columns.map(([head]) => head)}>
          {rows.map((row) => (
            <tr key={(row as { id: string }).id}>
              {columns.map(([head, cell]) => (
                <Cell key={head}>{cell(row)}</Cell>
              ))}
            </tr>
          ))}
        </Table>
      )}
      <Pager
        cursor={filter.cursor}
        next={data?.next_cursor}
        onPage={(cursor) => change({ cursor })}
        words={byTime}
      />
    </>
  )
}
