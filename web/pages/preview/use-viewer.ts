import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Point } from './camera.ts'
import { usePartColours } from './colours.ts'
import { contextOf, giveBack } from './drawing.ts'
import type { Look } from './look.ts'
import { readShape, type ShapeFormat } from './shape.ts'
import { Viewer } from './viewer.ts'

export type StageState =
  | { is: 'shown' }
  | { is: 'no-webgl' }
  | { is: 'unreadable'; why: string }
  /** The browser took the graphics memory away. */
  | { is: 'lost' }

export const mayMove = (): boolean => !matchMedia('(prefers-reduced-motion: reduce)').matches

interface UseViewerOptions {
  bytes: ArrayBuffer
  format: ShapeFormat
  look: Look
  onLabels(points: readonly Point[]): void
}

interface Opened {
  viewer: Viewer | null
  state: StageState
}

/** A canvas of its own each time: one whose context was given back gets none again. */
function openViewer(
  place: HTMLElement,
  { bytes, format, onLabels }: UseViewerOptions,
  tell: (state: StageState) => void,
): Opened {
  const canvas = document.createElement('canvas')
  canvas.className = 'block size-full touch-none'
  const context = contextOf(canvas)
  if (context === null) return { viewer: null, state: { is: 'no-webgl' } }
  try {
    const viewer = new Viewer(context, readShape(bytes, format), {
      onLabels,
      onLost: () => tell({ is: 'lost' }),
      onRestored: () => tell({ is: 'shown' }),
    })
    place.append(canvas)
    return { viewer, state: { is: 'shown' } }
  } catch (error) {
    giveBack(context)
    return { viewer: null, state: { is: 'unreadable', why: (error as Error).message } }
  }
}

/** A viewer in the element that `place` names, for as long as it is on the page. */
export function useViewer(place: RefObject<HTMLElement | null>, options: UseViewerOptions) {
  const { bytes, format, look } = options
  const colours = usePartColours()
  const viewer = useRef<Viewer | null>(null)
  const latest = useRef(options)
  latest.current = options
  const [state, setState] = useState<StageState>({ is: 'shown' })
  const [attempt, setAttempt] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` opens it anew; the rest is told below
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const opened = openViewer(
      element,
      { ...latest.current, bytes, format, onLabels: (points) => latest.current.onLabels(points) },
      setState,
    )
    setState(opened.state)
    const one = opened.viewer
    if (one === null) return
    viewer.current = one
    const fill = () => one.resize({ width: element.clientWidth, height: element.clientHeight })
    fill()
    one.view('iso', false)
    const observer = new ResizeObserver(fill)
    observer.observe(element)
    return () => {
      observer.disconnect()
      viewer.current = null
      one.dispose()
      element.querySelector('canvas')?.remove()
    }
  }, [bytes, format, place, attempt])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new viewer is painted too
  useEffect(() => viewer.current?.paint(colours), [colours, bytes, attempt])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new viewer is told too
  useEffect(() => viewer.current?.show(look), [look, bytes, attempt])

  return { viewer, state, again: () => setAttempt((before) => before + 1) }
}
