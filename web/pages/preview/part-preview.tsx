import { queryOptions, useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { getBytes } from '../../api/bytes.ts'
import { ApiProblem } from '../../api/client.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/panel.tsx'
import { Failure } from '../../ui/states.tsx'
import { lengthsOf, shapeWords } from './facts.tsx'
import { type ShownFile, type Source, sourceOf } from './source.ts'

const Stage = lazy(() => import('./stage.tsx').then(({ Stage }) => ({ default: Stage })))

/** Bytes of a shape stay for a while: looking once more costs nothing. */
const shapeQuery = (url: string, version: string) =>
  queryOptions({
    queryKey: ['shape', url, version],
    queryFn: ({ signal }) => getBytes(url, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })

/** The picture of a CAD file, or in its place why there is none. */
export function PartPreview({ file }: { file: ShownFile }) {
  const source = sourceOf(file)
  if (source.kind === 'load') return <Loading key={source.url} file={file} source={source} />
  return (
    <Blank>
      {source.kind === 'wait' ? (
        <p role="status">The shape is being read. The view comes by itself.</p>
      ) : (
        <Notice title="No 3-D view">{source.why}</Notice>
      )}
    </Blank>
  )
}

const Blank = ({ children }: { children: ReactNode }) => (
  <div className="grid h-[min(26rem,52dvh,88vw)] min-h-56 place-content-center rounded-lg border border-line bg-sunken p-4 text-center text-sm text-soft">
    {children}
  </div>
)

const isBeingMade = (error: Error): boolean => error instanceof ApiProblem && error.status === 404

function Loading({ file, source }: { file: ShownFile; source: Extract<Source, { kind: 'load' }> }) {
  const [wanted, setWanted] = useState(source.large === null)
  const { data, error, refetch } = useQuery({ ...shapeQuery(source.url, versionOf(file)), enabled: wanted })
  if (!wanted)
    return (
      <Blank>
        <p className="mb-3 max-w-xs">{source.large}: loading and turning it may take a while.</p>
        <div>
          <Button onClick={() => setWanted(true)}>Show it all the same</Button>
        </div>
      </Blank>
    )
  if (error)
    return (
      <Blank>
        {isBeingMade(error) ? (
          <Notice title="The view is being made once more">
            <Button small className="mt-2" onClick={() => void refetch()}>
              Look again
            </Button>
          </Notice>
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )}
      </Blank>
    )
  const waiting = (
    <Blank>
      <p role="status" aria-label="Loading">
        Loading the view…
      </p>
    </Blank>
  )
  if (data === undefined) return waiting
  return (
    <Suspense fallback={waiting}>
      <Stage
        name={file.name}
        bytes={data}
        format={source.format}
        lengths={lengthsOf(file.geometry)}
        words={shapeWords(file.geometry)}
      />
    </Suspense>
  )
}

/** A file that was measured anew, such as in another unit, has another copy. */
export const versionOf = ({ geometry, bytes }: ShownFile): string =>
  `${bytes} ${geometry?.units ?? ''} ${geometry?.triangles ?? ''}`
