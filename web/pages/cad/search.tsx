import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { CadPlace, CadUsage } from '../../api/cad.ts'
import { TextField } from '../../ui/field.tsx'
import { bytesText } from '../../ui/file-facts.tsx'

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`

/** Finds files of the whole library by their names; beside it what the library holds. The search stands in the address. */
export function Search({ place, usage }: { place: CadPlace; usage: CadUsage | undefined }) {
  const navigate = useNavigate()
  const [typed, setTyped] = useState(place.name ?? '')
  // A link to a folder ends the search.
  useEffect(() => {
    if (place.name === undefined) setTyped('')
  }, [place.name])
  if (usage?.files === 0) return null
  const search = (next: string) => {
    setTyped(next)
    void navigate({
      to: '/cad',
      search: ({ name: _, ...others }) => ({ ...others, ...(next !== '' && { name: next }) }),
      replace: true,
    })
  }
  return (
    <div className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
      <div className="w-full sm:w-80">
        <TextField
          label="Find in the library"
          type="search"
          maxLength={200}
          placeholder="Part of a name"
          value={typed}
          onChange={(event) => search(event.target.value)}
        />
      </div>
      {usage && (
        <p className="text-sm text-soft">
          {count(usage.files, 'file', 'files')} in {count(usage.versions, 'version', 'versions')},{' '}
          {bytesText(usage.bytes)}
        </p>
      )}
    </div>
  )
}
