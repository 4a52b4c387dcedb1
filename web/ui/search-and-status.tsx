import { SelectField } from './field.tsx'
import { FilterText } from './filter-text.tsx'

interface SearchAndStatusProps<S extends string> {
  /** Of the text field: `Name contains`. */
  label: string
  search: string | undefined
  status: S | undefined
  /** `''` stands for any. */
  statuses: readonly (readonly [value: S | '', label: string])[]
  onSearch(search: string | undefined): void
  onStatus(status: S | undefined): void
}

/** The filters above a list that is searched by a text and a status; what is empty filters nothing. */
export function SearchAndStatus<S extends string>({
  label,
  search,
  status,
  statuses,
  onSearch,
  onStatus,
}: SearchAndStatusProps<S>) {
  return (
    <div className="mb-4 grid max-w-2xl gap-3 sm:grid-cols-[2fr_1fr]">
      <FilterText label={label} value={search} onFilter={onSearch} />
      <SelectField
        label="Status"
        options={statuses}
        value={status ?? ''}
        onChange={(event) => onStatus((event.target.value || undefined) as S | undefined)}
      />
    </div>
  )
}
