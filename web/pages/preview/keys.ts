import type { KeyboardEvent } from 'react'
import type { Viewer } from './viewer.ts'

const stepRadians = Math.PI / 24
const stepPixels = 30

/** What a key does to the view. */
const turns: Readonly<Record<string, (viewer: Viewer) => void>> = {
  ArrowLeft: (viewer) => viewer.turn(-stepRadians, 0),
  ArrowRight: (viewer) => viewer.turn(stepRadians, 0),
  ArrowUp: (viewer) => viewer.turn(0, stepRadians),
  ArrowDown: (viewer) => viewer.turn(0, -stepRadians),
  '+': (viewer) => viewer.zoom(0.85),
  '=': (viewer) => viewer.zoom(0.85),
  '-': (viewer) => viewer.zoom(1 / 0.85),
}

const shifts: Readonly<Record<string, (viewer: Viewer) => void>> = {
  ArrowLeft: (viewer) => viewer.pan(-stepPixels, 0),
  ArrowRight: (viewer) => viewer.pan(stepPixels, 0),
  ArrowUp: (viewer) => viewer.pan(0, -stepPixels),
  ArrowDown: (viewer) => viewer.pan(0, stepPixels),
}

/** Said to who hears the page, and shown below the picture. */
export const keysHint =
  'Arrow keys turn it, with Shift they move it. Plus and minus zoom, Home shows all of it.'

/** Moves the view by keyboard; keys that mean something else to the browser are left alone. */
export function onViewerKey(event: KeyboardEvent, viewer: Viewer | null, moves: boolean): void {
  if (viewer === null || event.ctrlKey || event.metaKey || event.altKey) return
  const act =
    event.key === 'Home'
      ? () => viewer.view('iso', moves)
      : (event.shiftKey && shifts[event.key]) || turns[event.key]
  if (act === undefined) return
  event.preventDefault()
  act(viewer)
}
