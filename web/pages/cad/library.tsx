import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Folder } from 'lucide-react'
import { useState } from 'react'
import { type CadFolder, type CadPlace, cadFilesQuery, foldersQuery, usageQuery } from '../../api/cad.ts'
import { refreshRecords } from '../../api/records.ts'
import { uploadFile } from '../../api/upload.ts'
import { Button } from '../../ui/button.tsx'
import { DropPlace } from '../../ui/drop-place.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Failure, FirstRun, Skeleton } from '../../ui/states.tsx'
import { useUploads } from '../../ui/use-uploads.ts'
import { quietLink } from '../auth/frame.tsx'
import { FileTable } from './file-table.tsx'
import { FolderPath } from './folder-path.tsx'
import { unitOptions } from './folders.ts'
import { NewFolder } from './new-folder.tsx'
import { Search } from './search.tsx'

interface LibraryProps {
  place: CadPlace
  readOnly: boolean
}

/** A folder of a library: where it is, the folders below, its files. */
export function Library({ place, readOnly }: LibraryProps) {
  const folders = useQuery(foldersQuery(place))
  const files = useInfiniteQuery(cadFilesQuery(place))
  const usage = useQuery(usageQuery(place))
  const error = folders.error ?? files.error
  if (error)
    return <Failure error={error} retry={() => void Promise.all([folders.refetch(), files.refetch()])} />
  if (!folders.data || !files.data || usage.isPending) return <Skeleton />
  const isSearch = place.name !== undefined
  const below = isSearch ? [] : folders.data.filter(({ parent_id }) => parent_id === (place.folder ?? null))
  const shown = files.data.pages.flatMap(({ data }) => data)
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <FolderPath folders={folders.data} place={place} />
        {!readOnly && <NewFolder parentId={place.folder ?? null} />}
      </div>
      {!readOnly && !isSearch && (
        <div className="mb-4">
          <UploadHere folder={place.folder} />
        </div>
      )}
      <Search place={place} usage={usage.data} />
      <Folders folders={below} place={place} />
      {shown.length > 0 ? (
        <FileTable files={shown} folders={folders.data} readOnly={readOnly} withFolders={isSearch} />
      ) : (
        below.length === 0 && <Nothing isSearch={isSearch} readOnly={readOnly} />
      )}
      {files.hasNextPage && (
        <Button
          small
          className="mt-3"
          busy={files.isFetchingNextPage}
          onClick={() => void files.fetchNextPage()}
        >
          More files
        </Button>
      )}
    </>
  )
}

function Nothing({ isSearch, readOnly }: { isSearch: boolean; readOnly: boolean }) {
  if (isSearch) return <p className="py-8 text-center text-soft">No file has this in its name.</p>
  return (
    <FirstRun title="Nothing in here yet">
      {readOnly ? (
        'The customer has put nothing here.'
      ) : (
        <ul className="grid list-disc gap-1 pl-5">
          <li>Drop the first files above: models are measured and shown in three dimensions.</li>
          <li>The same name again makes a new version; the earlier ones stay.</li>
          <li>Folders keep apart what does not belong together.</li>
        </ul>
      )}
    </FirstRun>
  )
}

function UploadHere({ folder }: { folder: string | undefined }) {
  const [units, setUnits] = useState('')
  const uploads = useUploads(async (file, watch) => {
    const fields = { ...(folder !== undefined && { folder_id: folder }), ...(units !== '' && { units }) }
    await uploadFile('/cad/files', file, fields, watch)
    void refreshRecords()
  })
  return (
    <DropPlace uploads={uploads} hint="Drop STEP, STL, DXF or other files here.">
      <div className="w-full max-w-xs text-left">
        <SelectField
          label="Unit of files that carry none"
          options={unitOptions('As before, or not known')}
          value={units}
          onChange={(event) => setUnits(event.target.value)}
        />
      </div>
    </DropPlace>
  )
}

function Folders({ folders, place }: { folders: readonly CadFolder[]; place: CadPlace }) {
  if (folders.length === 0) return null
  return (
    <ul aria-label="Folders" className="mb-4 flex flex-wrap gap-3">
      {folders.map(({ id, name }) => (
        <li key={id} className="flex min-h-9 items-center gap-2 rounded-md border border-line bg-raised px-3">
          <Folder aria-hidden className="size-4 text-soft" />
          <Link
            to="/cad"
            search={{ folder: id, ...(place.customerId !== undefined && { customer_id: place.customerId }) }}
            className={quietLink}
          >
            {name}
          </Link>
        </li>
      ))}
    </ul>
  )
}
