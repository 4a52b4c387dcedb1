import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue } from 'react'
import { type Kind, listQuery, type RecordFilter } from '../../api/records.ts'
import { SelectField } from '../../ui/field.tsx'
import { FilterText } from '../../ui/filter-text.tsx'
import { EmptyAfterFilter, Refreshing, TableSkeleton } from '../../ui/list-states.tsx'
import { byTime, Pager } from '../../ui/pager.tsx'
import { PageHeader } from '../../ui/panel.tsx'
import { Failure, FirstRun } from '../../ui/states.tsx'
import { Cell, Table, wide } from '../../ui/table.tsx'
import { useAddress } from '../../ui/use-address.ts'

type Row<K extends Kind> =
  NonNullable<ReturnType<typeof listQuery<K>>['queryFn']> extends (...args: never[]) => infer P
    ? Awaited<P> extends { data: (infer R)[] }
      ? R
      : never
    : never

/** Always the same, so that nothing new is drawn for it. */
const none: never[] = []

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
  /** Phones do without those that say `wide`. */
  columns: readonly (readonly [head: string, cell: (row: Row<K>) => ReactNode, extent?: 'wide'])[]
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
  const [{ status, project_no, cursor }, change] = useAddress<RecordFilter>()
  const filter = { status, project_no, cursor }
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(listQuery(kind, filter))
  const rows = (data?.data ?? none) as Row<K>[]
  // Drawn in small steps: a press meanwhile is answered at once.
  const drawn = useDeferredValue(rows, none)
  const isComing = isPending || (rows.length > 0 ? drawn.length === 0 : isPlaceholderData)
  const isFiltered = status !== undefined || project_no !== undefined
  return (
    <>
      <PageHeader title={title} lead={lead} actions={actions} />
      <div className="mb-4 grid max-w-2xl gap-3 sm:grid-cols-2">
        <SelectField
          label="Status"
          options={[
            ['', 'Any status'],
            ...statuses.map((status) => [status, status.replaceAll('_', ' ')] as const),
          ]}
          value={status ?? ''}
          onChange={(event) => change({ status: event.target.value || undefined, cursor: undefined })}
        />
        <FilterText
          label="Project number"
          placeholder="P-20260515-0001"
          value={project_no}
          onFilter={(text) => change({ project_no: text, cursor: undefined }, { replace: true })}
        />
      </div>
      {isComing && <TableSkeleton />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data &&
        !isPlaceholderData &&
        rows.length === 0 &&
        (isFiltered ? (
          <EmptyAfterFilter
            onClear={() => change({ status: undefined, project_no: undefined, cursor: undefined })}
          />
        ) : (
          (firstRun ?? <FirstRun title={`No ${title.toLowerCase()} yet`}>{first}</FirstRun>)
        ))}
      {rows.length > 0 && drawn.length > 0 && (
        <Refreshing when={isPlaceholderData || drawn !== rows}>
          <Table
            label={title}
            head={columns.map(([head]) => head)}
            wideColumns={columns.flatMap(([, , extent], index) => (extent ? [index] : []))}
          >
            {drawn.map((row) => (
              <tr key={(row as { id: string }).id}>
                {columns.map(([head, cell, extent]) => (
                  <Cell key={head} className={extent && wide}>
                    {cell(row)}
                  </Cell>
                ))}
              </tr>
            ))}
          </Table>
        </Refreshing>
      )}
      {!isComing && (
        <Pager
          cursor={cursor}
          next={data?.next_cursor}
          onPage={(next) => change({ cursor: next })}
          words={byTime}
        />
      )}
    </>
  )
}
