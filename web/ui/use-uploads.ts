import { useEffect, useRef, useState } from 'react'
import type { UploadWatch } from '../api/upload.ts'
import { toast } from './toasts.tsx'

/** At a time; more would only share the line. */
const mostAtOnce = 2

export interface Upload {
  id: number
  file: File
  state: 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled'
  /** From 0 to 1. */
  share: number
  error: Error | null
}

export const isOpen = ({ state }: Upload): boolean => state === 'waiting' || state === 'sending'

type SendFile = (file: File, watch: UploadWatch) => Promise<unknown>

/**
 * Files on their way, each by itself: one that is refused, or broken off, keeps no other from arriving. Leaving the
 * page breaks off what is still under way. `settled` hears when nothing is under way any more.
 */
export function useUploads(send: SendFile, settled: (uploads: readonly Upload[]) => void = () => {}) {
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const now = useRef<readonly Upload[]>([])
  const aborts = useRef(new Map<number, AbortController>())
  const latest = useRef({ send, settled })
  latest.current = { send, settled }
  const lastId = useRef(0)

  useEffect(() => {
    const all = aborts.current
    return () => {
      for (const abort of all.values()) abort.abort()
    }
  }, [])

  const put = (next: readonly Upload[]) => {
    now.current = next
    setUploads(next)
  }
  const change = (id: number, members: Partial<Upload>) =>
    put(now.current.map((one) => (one.id === id ? { ...one, ...members } : one)))

  const run = async ({ id, file }: Upload) => {
    const abort = new AbortController()
    aborts.current.set(id, abort)
    change(id, { state: 'sending', share: 0, error: null })
    try {
      await latest.current.send(file, {
        signal: abort.signal,
        onProgress: (share) => change(id, { share }),
      })
      change(id, { state: 'done', share: 1 })
    } catch (error) {
      change(id, abort.signal.aborted ? { state: 'cancelled' } : { state: 'failed', error: error as Error })
    }
    aborts.current.delete(id)
    if (now.current.some(isOpen)) advance()
    else settle()
  }
  const settle = () => {
    const all = now.current
    latest.current.settled(all)
    if (!all.every(({ state }) => state === 'done')) return
    toast(all.length === 1 ? 'File uploaded' : `${all.length} files uploaded`)
    put([])
  }
  const advance = () => {
    const free = mostAtOnce - now.current.filter(({ state }) => state === 'sending').length
    const next = now.current.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free))
    for (const one of next) void run(one)
  }

  return {
    uploads,
    add(files: readonly File[]) {
      const added = files.map((file): Upload => {
        lastId.current += 1
        return { id: lastId.current, file, state: 'waiting', share: 0, error: null }
      })
      // What has arrived is in the list below by now.
      put([...now.current.filter(({ state }) => state !== 'done'), ...added])
      advance()
    },
    cancel(id: number) {
      aborts.current.get(id)?.abort()
      if (!aborts.current.has(id)) change(id, { state: 'cancelled' })
    },
    retry(id: number) {
      change(id, { state: 'waiting', share: 0, error: null })
      advance()
    },
    clear: () => put(now.current.filter(isOpen)),
  }
}

export type Uploads = ReturnType<typeof useUploads>
