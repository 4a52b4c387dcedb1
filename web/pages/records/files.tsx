import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { filesQuery, useAction } from '../../api/records.ts'
import { Button } from '../../ui/button.tsx'
import { DropPlace } from '../../ui/drop-place.tsx'
import { bytesText, ShapeText } from '../../ui/file-facts.tsx'
import { Failure, Skeleton } from '../../ui/states.tsx'
import { Cell, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toast } from '../../ui/toasts.tsx'
import { textLink } from '../auth/frame.tsx'

/** The files of a project, and a place to drop more. */
export function Files({ projectId }: { projectId: string }) {
  const { data, error, isPending } = useQuery(filesQuery(projectId))
  const remove = useAction(
    (id: string) => api.delete(`/projects/${projectId}/files/${id}`),
    () => toast('File deleted'),
  )
  return (
    <section aria-labelledby="files">
      <h2 id="files" className="mb-3 text-lg font-semibold">
        Files
      </h2>
      <DropPlace
        path={`/projects/${projectId}/files`}
        // STL and OBJ say nothing of their unit.
        fields={{ units: 'mm' }}
        hint="Drop STEP, STL, drawings or photos here. Files without a unit count as millimetres."
      />
      {isPending && <Skeleton rows={2} />}
      {(error ?? remove.error) && <Failure error={(error ?? remove.error) as Error} />}
      {data && data.data.length > 0 && (
        <Table
          label="Uploaded files"
          head={[
            'Name',
            'Size',
            'Shape',
            'Uploaded',
            <span key="actions" className="sr-only">
              Actions
            </span>,
          ]}
        >
          {data.data.map((file) => (
            <tr key={file.id}>
              <Cell>
                <a className={textLink} href={`/api/projects/${projectId}/files/${file.id}/content`} download>
                  {file.name}
                </a>
              </Cell>
              <Cell className="whitespace-nowrap">{bytesText(file.bytes)}</Cell>
              <Cell>
                <ShapeText of={file.geometry} />
              </Cell>
              <Cell>
                <Time at={file.created_at} />
              </Cell>
              <Cell>
                <Button
                  small
                  kind="danger"
                  aria-label={`Delete ${file.name}`}
                  busy={remove.isPending}
                  onClick={() => remove.mutate(file.id)}
                >
                  Delete
                </Button>
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}
