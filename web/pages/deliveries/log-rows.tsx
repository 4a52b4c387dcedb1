import { Link } from '@tanstack/react-router'
import type { DeliveryRow } from '../../api/deliveries.ts'
import { Badge } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { quietLink } from '../auth/frame.tsx'
import { DeliveryStatus } from '../webhooks/status.tsx'

export const rowPx = 44
/** A phone shows the first three: a row leads to the rest. */
const columns =
  'grid grid-cols-[1.5rem_minmax(0,1fr)_5.5rem] items-center gap-2 px-3 max-sm:*:nth-[n+4]:hidden sm:grid-cols-[2rem_minmax(0,1fr)_7rem_9rem_5rem_8rem_8rem] sm:gap-3 sm:px-4'

const heads = ['Event', 'Status', 'Last failure', 'Attempts', 'Made', 'Next attempt']

/** The line with the names of the columns. */
export const LogHead = ({ all, onAll }: { all: boolean; onAll(on: boolean): void }) => (
  // biome-ignore lint/a11y/useSemanticElements: a table's rows cannot be placed one by one
  <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-raised">
    {/* biome-ignore lint/a11y/useSemanticElements: see above */}
    {/* biome-ignore lint/a11y/useFocusableInteractive: a row of a table takes no focus */}
    <div role="row" aria-rowindex={1} className={`${columns} min-h-10 text-sm font-medium text-soft`}>
      <Cell head>
        <Select label="Select all that are loaded" on={all} onChange={onAll} />
      </Cell>
      {heads.map((head) => (
        <Cell key={head} head>
          {head}
        </Cell>
      ))}
    </div>
  </div>
)

const Cell = ({ head = false, children }: { head?: boolean; children: React.ReactNode }) => (
  <div role={head ? 'columnheader' : 'cell'} className="min-w-0 truncate">
    {children}
  </div>
)

const Select = ({ label, on, onChange }: { label: string; on: boolean; onChange(on: boolean): void }) => (
  <label className="flex min-h-6 min-w-6 items-center">
    <input
      type="checkbox"
      aria-label={label}
      className="size-4 accent-accent"
      checked={on}
      onChange={(event) => onChange(event.target.checked)}
    />
  </label>
)

interface RowProps {
  row: DeliveryRow
  /** From 0, and where it stands in the list, in px. */
  index: number
  top: number
  selected: boolean
  onSelect(on: boolean): void
}

/** One delivery, where it belongs. */
export const LogRow = ({ row, index, top, selected, onSelect }: RowProps) => {
  const name = `${row.event.type} #${row.event.id}`
  const error = row.attempts.at(-1)?.error ?? null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table's rows cannot be placed one by one
    // biome-ignore lint/a11y/useFocusableInteractive: a row of a table takes no focus
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${columns} absolute inset-x-0 border-b border-line text-sm`}
      style={{ height: rowPx, transform: `translateY(${top}px)` }}
    >
      <Cell>
        <Select label={`Select ${name}, ${row.id.slice(-6)}`} on={selected} onChange={onSelect} />
      </Cell>
      <Cell>
        <Link to="/developers/deliveries/$deliveryId" params={{ deliveryId: row.id }} className={quietLink}>
          {name}
        </Link>{' '}
        {row.event.is_test && <Badge>test</Badge>} {row.redelivery_of && <Badge>again</Badge>}
      </Cell>
      <Cell>
        <DeliveryStatus status={row.status} />
      </Cell>
      <Cell>
        {error ? (
          <code className="font-mono text-xs text-soft" title={error.message}>
            {error.code}
          </code>
        ) : (
          <span className="text-soft">—</span>
        )}
      </Cell>
      <Cell>{row.attempt_count}</Cell>
      <Cell>
        <Time at={row.event.created_at} />
      </Cell>
      <Cell>
        <Time at={row.next_attempt_at} none="—" />
      </Cell>
    </div>
  )
}
