import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type DeliveryFilter, deliveriesQuery, eventTypesQuery } from '../../api/webhooks.ts'
import { SelectField } from '../../ui/field.tsx'
import { byTime, Pager } from '../../ui/pager.tsx'
import { Badge } from '../../ui/panel.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { textLink } from '../auth/frame.tsx'
import { DeliveryStatus, deliveryStatuses } from './status.tsx'

/** The log of one webhook, newest first. */
export function DeliveryList({ webhookId }: { webhookId: string }) {
  const [filter, setFilter] = useState<DeliveryFilter>({})
  const { data: types } = useQuery(eventTypesQuery)
  const { data, error, isPending, refetch } = useQuery(deliveriesQuery(webhookId, filter))
  const change = (members: DeliveryFilter) => setFilter({ ...filter, cursor: undefined, ...members })
  return (
    <section aria-labelledby="deliveries">
      <h2 id="deliveries" className="mb-3 text-lg font-semibold">
        Deliveries
      </h2>
      <div className="mb-4 grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Delivery status"
          options={[['', 'Any status'], ...deliveryStatuses.map((status) => [status, status] as const)]}
          value={filter.status ?? ''}
          onChange={(event) => change({ status: event.target.value || undefined })}
        />
        <SelectField
          label="Event type"
          options={[['', 'Any type'], ...(types?.data ?? []).map(({ name }) => [name, name] as const)]}
          value={filter.type ?? ''}
          onChange={(event) => change({ type: event.target.value || undefined })}
        />
      </div>
      {isPending && <Skeleton />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data?.data.length === 0 && (
        <p className="py-6 text-center text-soft">
          No deliveries{filter.status || filter.type ? ' fit this filter' : ' yet'}.
        </p>
      )}
      {data && data.data.length > 0 && (
        <Table label="Delivery log" head={['Event', 'Status', 'Attempts', 'Made', 'Next attempt']}>
          {data.data.map((delivery) => (
            <tr key={delivery.id}>
              <Cell>
                <Link
                  to="/developers/deliveries/$deliveryId"
                  params={{ deliveryId: delivery.id }}
                  className={textLink}
                >
                  {delivery.event.type} #{delivery.event.id}
                </Link>{' '}
                {delivery.event.is_test && <Badge>test</Badge>}{' '}
                {delivery.redelivery_of && <Badge>again</Badge>}
              </Cell>
              <Cell>
                <DeliveryStatus status={delivery.status} />
              </Cell>
              <Cell>{delivery.attempt_count}</Cell>
              <Cell>
                <Time at={delivery.event.created_at} />
              </Cell>
              <Cell>
                <Time at={delivery.next_attempt_at} none="none" />
              </Cell>
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
    </section>
  )
}
