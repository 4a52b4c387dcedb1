import { useQuery } from '@tanstack/react-query'
import type { DeliveryFilter, DeliveryStatusName } from '../../api/deliveries.ts'
import { allWebhooksQuery, eventTypesQuery } from '../../api/webhooks.ts'
import { SelectField, TextField } from '../../ui/field.tsx'
import { deliveryStatuses } from '../webhooks/status.tsx'

/** A moment as `datetime-local` has it, in the browser's time zone. */
export const localTime = (at: Date): string =>
  new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

const toLocal = (iso: string | undefined): string => (iso === undefined ? '' : localTime(new Date(iso)))
const toIso = (local: string): string | undefined =>
  local === '' ? undefined : new Date(local).toISOString()

interface FiltersProps {
  filter: DeliveryFilter
  /** Of one webhook: it is not asked for. */
  fixed: boolean
  onChange(members: DeliveryFilter): void
}

/** Which deliveries are listed. */
export function DeliveryFilters({ filter, fixed, onChange }: FiltersProps) {
  const { data: types } = useQuery(eventTypesQuery)
  const { data: webhooks } = useQuery({ ...allWebhooksQuery, enabled: !fixed })
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 max-sm:[&>:nth-last-child(-n+2)]:col-span-2 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_15rem_15rem]">
      {!fixed && (
        <div className="col-span-2 lg:col-span-4">
          <SelectField
            label="Webhook"
            options={[['', 'All webhooks'], ...(webhooks ?? []).map(({ id, url }) => [id, url] as const)]}
            value={filter.webhook_id ?? ''}
            onChange={(event) => onChange({ webhook_id: event.target.value || undefined })}
          />
        </div>
      )}
      <SelectField
        label="Delivery status"
        options={[['', 'Any status'], ...deliveryStatuses.map((status) => [status, status] as const)]}
        value={filter.status ?? ''}
        onChange={(event) =>
          onChange({ status: (event.target.value || undefined) as DeliveryStatusName | undefined })
        }
      />
      <SelectField
        label="Event type"
        options={[['', 'Any type'], ...(types?.data ?? []).map(({ name }) => [name, name] as const)]}
        value={filter.type ?? ''}
        onChange={(event) => onChange({ type: event.target.value || undefined })}
      />
      <TextField
        label="Made from"
        type="datetime-local"
        value={toLocal(filter.from)}
        onChange={(event) => onChange({ from: toIso(event.target.value) })}
      />
      <TextField
        label="Made before"
        type="datetime-local"
        value={toLocal(filter.to)}
        onChange={(event) => onChange({ to: toIso(event.target.value) })}
      />
    </div>
  )
}
