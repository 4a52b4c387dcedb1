import { useQuery } from '@tanstack/react-query'
import { Box, FileText, type LucideIcon, PencilRuler, Image as Photo } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { type FileKind, kindOfFile } from '../../../src/domain/records/file.ts'
import { getBytes } from '../../api/bytes.ts'
import { versionOf } from './part-preview.tsx'
import { type ShownFile, sourceOf } from './source.ts'

/** Larger ones are shown by their symbol: a small picture is not worth the transfer. */
const mostBytes = 8e6
const mostTriangles = 120_000

const icons: Readonly<Record<FileKind, LucideIcon>> = {
  cad: Box,
  drawing: PencilRuler,
  photo: Photo,
  document: FileText,
}

/** One after the other: a browser has few graphics contexts. */
let queue: Promise<unknown> = Promise.resolve()

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = queue.then(work)
  queue = done.catch(() => {})
  return done
}

function useIsSeen() {
  const place = useRef<HTMLSpanElement>(null)
  const [isSeen, setIsSeen] = useState(false)
  useEffect(() => {
    if (place.current === null) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setIsSeen(true)
    })
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  return { place, isSeen }
}

/** A small picture of a part, drawn once it is seen and kept while the page lives; else a symbol of its kind. */
export function Thumbnail({ file }: { file: ShownFile }) {
  const { place, isSeen } = useIsSeen()
  const source = sourceOf(file)
  const isSmall = file.bytes <= mostBytes && (file.geometry?.triangles ?? 0) <= mostTriangles
  const { data: picture } = useQuery({
    queryKey: ['thumbnail', file.contentUrl, versionOf(file)],
    queryFn: ({ signal }) =>
      inTurn(async () => {
        if (source.kind !== 'load') return null
        const bytes = await getBytes(source.url, signal)
        const { drawThumbnail } = await import('./thumbnails.ts')
        return drawThumbnail(bytes, source.format)
      }),
    enabled: isSeen && isSmall && source.kind === 'load' && file.geometry?.status !== 'pending',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const Icon = icons[kindOfFile(file.name)]
  return (
    <span
      ref={place}
      className="grid size-16 shrink-0 place-content-center overflow-hidden rounded-md border border-line bg-sunken"
    >
      {picture ? (
        <img src={picture} alt="" width={64} height={64} />
      ) : (
        <Icon aria-hidden className="size-6 text-soft" />
      )}
    </span>
  )
}
