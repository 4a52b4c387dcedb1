import type { Point } from './camera.ts'
import { drag, type Moves, pinch, wheelFactor } from './gestures.ts'

const middleButton = 1

/** Turns what pointers and the wheel do on a canvas into moves, until the signal ends it. */
export function listenTo(canvas: HTMLCanvasElement, moves: Moves, signal: AbortSignal): void {
  const held = new Map<number, Point>()
  /** What a single pointer does: it moves the part with another button or a key, else it turns it. */
  let isPanning = false

  const pointOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = canvas.getBoundingClientRect()
    return { left: clientX - left, top: clientY - top }
  }

  const press = (event: PointerEvent) => {
    if (held.size === 2) return
    canvas.setPointerCapture(event.pointerId)
    held.set(event.pointerId, pointOf(event))
    isPanning = event.button !== 0 || event.shiftKey || event.ctrlKey || event.metaKey
    moves.start()
  }

  const move = (event: PointerEvent) => {
    const before = held.get(event.pointerId)
    if (before === undefined) return
    const now = pointOf(event)
    held.set(event.pointerId, now)
    const [other] = [...held].filter(([id]) => id !== event.pointerId)
    if (other) pinch([before, other[1]], [now, other[1]], moves)
    else if (isPanning) moves.pan(now.left - before.left, now.top - before.top)
    else drag(before, now, canvas.clientHeight, moves)
  }

  const release = (event: PointerEvent) => held.delete(event.pointerId)

  const wheel = (event: WheelEvent) => {
    // The page must neither scroll nor zoom meanwhile.
    event.preventDefault()
    moves.start()
    moves.zoom(wheelFactor(event), pointOf(event))
  }

  const prevent = (event: Event) => event.preventDefault()
  canvas.addEventListener('pointerdown', press, { signal })
  canvas.addEventListener('pointermove', move, { signal })
  canvas.addEventListener('pointerup', release, { signal })
  canvas.addEventListener('pointercancel', release, { signal })
  canvas.addEventListener('lostpointercapture', release, { signal })
  canvas.addEventListener('wheel', wheel, { signal, passive: false })
  // The other buttons move the part, where a browser would open a menu or begin to scroll.
  canvas.addEventListener('contextmenu', prevent, { signal })
  canvas.addEventListener('mousedown', (event) => event.button === middleButton && prevent(event), { signal })
}
