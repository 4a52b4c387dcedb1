import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { listQuery, type RecordFilter } from '../../api/records.ts'
import { Time } from '../../ui/time.tsx'
import { quietLink } from '../auth/frame.tsx'
import { Status } from '../records/labels.tsx'
import { SeverityBadge } from './labels.tsx'

/** The quality reports of an order or a project; nothing where there are none. */
export function ReportsOf({ filter }: { filter: RecordFilter }) {
  const { data } = useQuery(listQuery('ncrs', filter))
  if (data === undefined || data.data.length === 0) return null
  return (
    <section aria-labelledby="reports">
      <h2 id="reports" className="mb-3 text-lg font-semibold">
        Quality reports
      </h2>
      <ul className="divide-y divide-line rounded-lg border border-line bg-raised">
        {data.data.map(({ id, ncr_no, status, severity, description, qty_affected, created_at }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3 text-sm">
            <Link to="/quality/$ncrId" params={{ ncrId: id }} className={quietLink}>
              {ncr_no}
            </Link>
            <Status status={status} />
            <SeverityBadge of={severity} />
            <span className="text-soft">
              {qty_affected === 1 ? '1 piece' : `${qty_affected} pieces`} · <Time at={created_at} />
            </span>
            <span title={description} className="w-full truncate text-soft">
              {description}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
