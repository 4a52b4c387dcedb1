import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type EventType, eventTypesQuery } from '../../api/webhooks.ts'
import { Check, TextField } from '../../ui/field.tsx'
import { FieldGroup } from '../../ui/field-group.tsx'
import { Skeleton } from '../../ui/states.tsx'

interface PickerProps {
  /** Empty: all types, those added later included. */
  chosen: readonly string[]
  /** Workspace webhooks never get what concerns a customer's account alone. */
  audience: 'customer' | 'workspace'
  error?: string | undefined
  onChange(types: string[]): void
}

function Family({
  name,
  types,
  chosen,
  onChange,
}: { name: string; types: EventType[] } & Omit<PickerProps, 'audience' | 'error'>) {
  const names: string[] = types.map((type) => type.name)
  const picked = names.filter((type) => chosen.includes(type))
  const others = chosen.filter((type) => !names.includes(type))
  return (
    <fieldset className="rounded-md border border-line p-3">
      <legend className="px-1 text-sm font-medium capitalize">{name}</legend>
      <Check
        label={<span className="text-sm text-soft">All of {name}</span>}
        checked={picked.length === names.length}
        onChange={(event) => onChange(event.target.checked ? [...others, ...names] : others)}
      />
      {types.map((type) => (
        <Check
          key={type.name}
          label={<code className="font-mono text-sm">{type.name}</code>}
          hint={type.description}
          checked={chosen.includes(type.name)}
          onChange={(event) =>
            onChange(
              event.target.checked ? [...chosen, type.name] : chosen.filter((one) => one !== type.name),
            )
          }
        />
      ))}
    </fieldset>
  )
}

/** Which events a webhook gets: all, or those ticked, by family. */
export function EventsPicker({ chosen, audience, error, onChange }: PickerProps) {
  const { data } = useQuery(eventTypesQuery)
  const [search, setSearch] = useState('')
  const [some, setSome] = useState(chosen.length > 0)
  if (data === undefined) return <Skeleton rows={3} />
  const shown = data.data.filter(
    ({ name, description, customer_only, family }) =>
      family !== 'webhook' &&
      (audience === 'customer' || !customer_only) &&
      `${name} ${description}`.toLowerCase().includes(search.toLowerCase()),
  )
  const families = Map.groupBy(shown, ({ family }) => family)
  return (
    <FieldGroup legend="Events" error={error} className="gap-3">
      <Check
        label="All events, those added later included"
        checked={!some}
        onChange={(event) => {
          setSome(!event.target.checked)
          if (event.target.checked) onChange([])
        }}
      />
      {some && (
        <>
          <TextField
            label="Find an event"
            type="search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <div className="grid gap-3">
            {[...families].map(([name, types]) => (
              <Family key={name} name={name} types={types} chosen={chosen} onChange={onChange} />
            ))}
          </div>
        </>
      )}
    </FieldGroup>
  )
}
