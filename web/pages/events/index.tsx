import { useQuery } from '@tanstack/react-query'
import { eventFamilyTitles } from '../../../src/contract/events/families.ts'
import { type EventType, eventTypesQuery } from '../../api/webhooks.ts'
import { guide } from '../../paths.ts'
import { FilterText } from '../../ui/filter-text.tsx'
import { EmptyAfterFilter } from '../../ui/list-states.tsx'
import { PageHeader } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { useAddress } from '../../ui/use-address.ts'
import { textLink } from '../auth/frame.tsx'
import { EventCard } from './event-card.tsx'

/** Every event type with when it fires, who gets it, its schema and an example. */
export function EventsPage() {
  const [{ q }, change] = useAddress<{ q: string }>()
  const { data, error, isPending, refetch } = useQuery(eventTypesQuery)
  return (
    <>
      <PageHeader
        title="Events"
        lead={
          <>
            What webhooks and the feed tell of. How to receive it stands in the{' '}
            <a href={`${guide}/webhooks`} className={textLink}>
              guide
            </a>
            .
          </>
        }
      />
      <div className="mb-6 max-w-sm">
        <FilterText
          label="Find an event"
          value={q}
          onFilter={(text) => change({ q: text }, { replace: true })}
        />
      </div>
      {isPending ? (
        <Skeleton rows={8} />
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Catalogue types={data.data} search={q ?? ''} onClear={() => change({ q: undefined })} />
      )}
    </>
  )
}

function Catalogue({
  types,
  search,
  onClear,
}: {
  types: readonly EventType[]
  search: string
  onClear(): void
}) {
  const wanted = search.toLowerCase()
  const shown = types.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(wanted),
  )
  if (shown.length === 0) return <EmptyAfterFilter onClear={onClear}>No event is like this.</EmptyAfterFilter>
  return (
    <div className="grid grid-cols-1 gap-8">
      {[...Map.groupBy(shown, ({ family }) => family)].map(([family, ofFamily]) => (
        <section key={family} aria-labelledby={`family-${family}`}>
          <h2 id={`family-${family}`} className="mb-3 text-lg font-semibold">
            {eventFamilyTitles[family]}
          </h2>
          <div className="grid grid-cols-1 gap-2">
            {ofFamily.map((type) => (
              <EventCard key={type.name} type={type} isOpen={type.name === search} />
            ))}
          </div>
        </section>
      ))}
    </div>
  )
}
