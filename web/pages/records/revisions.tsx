import { useQuery } from '@tanstack/react-query'
import { listQuery, type Quote } from '../../api/records.ts'
import { Time } from '../../ui/time.tsx'
import { Status } from './labels.tsx'
import { QuoteLink } from './links.tsx'

/** All revisions of a quote's number, the newest first; nothing while there is one alone. */
export function Revisions({ quote }: { quote: Quote }) {
  const { data } = useQuery(listQuery('quotes', { quote_no: quote.quote_no, limit: 200 }))
  if (data === undefined || data.data.length < 2) return null
  return (
    <section aria-labelledby="revisions">
      <h2 id="revisions" className="mb-3 text-lg font-semibold">
        Revisions
      </h2>
      <ol className="divide-y divide-line rounded-lg border border-line bg-raised">
        {data.data.map(({ id, revision, status, created_at }) => (
          <li key={id} className="flex flex-wrap items-center gap-3 px-4 py-3 text-sm">
            {id === quote.id ? (
              <span className="font-medium">Revision {revision}, this one</span>
            ) : (
              <QuoteLink id={id} label={`Revision ${revision}`} />
            )}
            <Status status={status} />
            <span className="text-soft">
              <Time at={created_at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
