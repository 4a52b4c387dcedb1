import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { type CadPlace, usageQuery } from '../../api/cad.ts'
import { TextField } from '../../ui/field.tsx'
import { bytesText } from '../../ui/file-facts.tsx'

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`

/** Finds files of the whole library by their names; beside it what the library holds. The search stands in the address. */
export function Search({ place }: { place: CadPlace }) {
  const navigate = useNavigate()
  const { data } = useQuery(usageQuery(place))
  const [typed, setTyped] = useState(place.name ?? '')
  // A link to a folder ends the search.
  useEffect(() => {
    if (place.name === undefined) setTyped('')
  }, [place.name])
  if (data?.files === 0) return null
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
      {data && (
        <p className="text-sm text-soft">
          {count(data.files, 'file', 'files')} in {count(data.versions, 'version', 'versions')},{' '}
          {bytesText(data.bytes)}
        </p>
      )}
    </div>
  )
}
