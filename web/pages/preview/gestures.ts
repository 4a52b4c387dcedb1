import type { Point } from './camera.ts'

/** What dragging, pinching and turning the wheel do to a view. */
export interface Moves {
  /** Somebody takes hold of it. */
  start(): void
  /** In radians, about the vertical axis and towards the poles. */
  turn(about: number, up: number): void
  /** In pixels. */
  pan(right: number, down: number): void
  /** Below one closer; what is seen at that point of the canvas stays there. */
  zoom(factor: number, at: Point): void
}

const middle = (a: Point, b: Point): Point => ({ left: (a.left + b.left) / 2, top: (a.top + b.top) / 2 })
const apart = (a: Point, b: Point): number => Math.hypot(a.left - b.left, a.top - b.top)

type Pair = readonly [Point, Point]

/** Two fingers move the part with their middle, and zoom there by how far they spread. */
export function pinch(before: Pair, now: Pair, moves: Moves): void {
  const [from, to] = [middle(...before), middle(...now)]
  moves.pan(to.left - from.left, to.top - from.top)
  const spread = apart(...now)
  if (spread > 0) moves.zoom(apart(...before) / spread, to)
}

/** A drag over the height of the canvas turns it once round. */
export function drag(before: Point, now: Point, height: number, moves: Moves): void {
  const perPixel = (2 * Math.PI) / height
  moves.turn((before.left - now.left) * perPixel, (now.top - before.top) * perPixel)
}

const pixelsPerLine = 16
const pixelsPerPage = 400

/**
 * How much a wheel zooms. Wheels count pixels, lines or pages; a pinch on a touchpad comes as a wheel with the control
 * key held, in small steps.
 */
export function wheelFactor({
  deltaY,
  deltaMode,
  ctrlKey,
}: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>): number {
  const pixels = deltaY * ([1, pixelsPerLine, pixelsPerPage][deltaMode] ?? 1)
  const exponent = pixels * (ctrlKey ? 0.01 : 0.0015)
  return Math.exp(Math.min(0.5, Math.max(-0.5, exponent)))
}
