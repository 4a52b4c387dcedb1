import { Link } from '@tanstack/react-router'
import type { CadFolder, CadPlace } from '../../api/cad.ts'
import { quietLink } from '../auth/frame.tsx'
import { wayTo } from './folders.ts'

/** Where in the library this is, with a way back to each folder above. */
export function FolderPath({ folders, place }: { folders: readonly CadFolder[]; place: CadPlace }) {
  const ofCustomer = place.customerId === undefined ? {} : { customer_id: place.customerId }
  const way = wayTo(folders, place.folder ?? null)
  const here = way.at(-1)
  return (
    <nav aria-label="Folder">
      <ol className="flex flex-wrap gap-x-2">
        <li>
          {here === undefined ? (
            <span aria-current="page">Library</span>
          ) : (
            <Link to="/cad" search={ofCustomer} activeOptions={{ exact: true }} className={quietLink}>
              Library
            </Link>
          )}
        </li>
        {way.map(({ id, name }) => (
          <li key={id} className="flex gap-x-2">
            <span aria-hidden>/</span>
            {id === here?.id ? (
              <span aria-current="page">{name}</span>
            ) : (
              <Link
                to="/cad"
                search={{ ...ofCustomer, folder: id }}
                activeOptions={{ exact: true }}
                className={quietLink}
              >
                {name}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
