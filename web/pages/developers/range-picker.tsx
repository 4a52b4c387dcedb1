import type { Range } from '../../api/statistics.ts'

const names: readonly (readonly [Range, string])[] = [
  ['24h', '24 hours'],
  ['7d', '7 days'],
]

/** How far back charts reach. */
export const RangePicker = ({ range, onChange }: { range: Range; onChange(range: Range): void }) => (
  <fieldset className="flex rounded-md border border-line bg-raised text-sm">
    <legend className="sr-only">Time shown</legend>
    {names.map(([value, name]) => (
      <button
        key={value}
        type="button"
        aria-pressed={range === value}
        onClick={() => onChange(value)}
        className="min-h-9 px-3 text-soft aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
      >
        {name}
      </button>
    ))}
  </fieldset>
)
