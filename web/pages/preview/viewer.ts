import {
  anchorsOf,
  fitted,
  type Point,
  pixelLength,
  projected,
  type Size,
  sphereOf,
  type Viewpoint,
} from './camera.ts'
import type { PartColours } from './colours.ts'
import { listenTo } from './controls.ts'
import { Drawing, giveBack } from './drawing.ts'
import type { Look } from './look.ts'
import { between, type Orbit, panned, turned, zoomed } from './orbit.ts'
import type { Shape } from './shape.ts'

const flightMs = 260

interface ViewerEvents {
  /** Where the lengths along x, y and z belong now; called with every picture. */
  onLabels(points: readonly Point[]): void
  onLost(): void
  onRestored(): void
}

/** Draws a part, and draws anew only when something has changed. */
export class Viewer {
  readonly #context: WebGL2RenderingContext
  readonly #canvas: HTMLCanvasElement
  readonly #shape: Shape
  readonly #events: ViewerEvents
  readonly #limits: readonly [least: number, most: number]
  readonly #listening = new AbortController()
  #drawing: Drawing
  #orbit: Orbit
  #size: Size = { width: 1, height: 1 }
  /** Kept for a context that comes back empty. */
  #colours: PartColours | undefined
  #look: Look | undefined
  #frame: number | undefined
  #flight: { from: Orbit; to: Orbit; since: number } | undefined

  constructor(context: WebGL2RenderingContext, shape: Shape, events: ViewerEvents) {
    this.#context = context
    this.#canvas = context.canvas as HTMLCanvasElement
    this.#shape = shape
    this.#events = events
    const part = sphereOf(shape.bounds)
    this.#limits = [part.radius * 0.05, part.radius * 40]
    this.#orbit = fitted('iso', part, 1)
    this.#drawing = new Drawing(this.#canvas, shape)
    this.#listen()
  }

  #listen(): void {
    const { signal } = this.#listening
    const moves = {
      start: () => this.#land(),
      turn: (about: number, up: number) => this.turn(about, up),
      pan: (right: number, down: number) => this.pan(right, down),
      zoom: (factor: number, at: Point) => this.zoom(factor, at),
    }
    listenTo(this.#canvas, moves, signal)
    const lost = (event: Event) => {
      // Else the browser would never give it back.
      event.preventDefault()
      this.#events.onLost()
    }
    this.#canvas.addEventListener('webglcontextlost', lost, { signal })
    this.#canvas.addEventListener('webglcontextrestored', () => this.#restore(), { signal })
  }

  #restore(): void {
    this.#drawing = new Drawing(this.#canvas, this.#shape)
    if (this.#colours) this.paint(this.#colours)
    if (this.#look) this.show(this.#look)
    this.resize(this.#size)
    this.#events.onRestored()
  }

  resize(size: Size): void {
    if (size.width === 0 || size.height === 0) return
    this.#size = size
    this.#drawing.resize(size, devicePixelRatio)
    this.draw()
  }

  paint(colours: PartColours): void {
    this.#colours = colours
    this.#drawing.paint(colours)
    this.draw()
  }

  show(look: Look): void {
    this.#look = look
    this.#drawing.show(look)
    this.draw()
  }

  /** Looks from there, at all of the part; at once where motion is not wanted. */
  view(from: Viewpoint | 'fit', moves: boolean): void {
    const { width, height } = this.#size
    const to = fitted(from === 'fit' ? this.#orbit : from, sphereOf(this.#shape.bounds), width / height)
    if (moves) this.#flight = { from: this.#orbit, to, since: performance.now() }
    else this.#go(to)
    this.draw()
  }

  /** About the vertical axis, and towards the poles, in radians. */
  turn(about: number, up: number): void {
    this.#go(turned(this.#orbit, about, up))
  }

  /** By a factor below one closer, else farther off; towards a point of the canvas, or its middle. */
  zoom(factor: number, at?: Point): void {
    const { width, height } = this.#size
    const length = pixelLength(this.#orbit, height)
    const { left, top } = at ?? { left: width / 2, top: height / 2 }
    const place = [(left - width / 2) * length, (height / 2 - top) * length] as const
    this.#go(zoomed(this.#orbit, factor, this.#limits, place))
  }

  /** By so many pixels of the window. */
  pan(right: number, down: number): void {
    const length = pixelLength(this.#orbit, this.#size.height)
    this.#go(panned(this.#orbit, right * length, -down * length))
  }

  #go(to: Orbit): void {
    this.#land()
    this.#orbit = to
    this.draw()
  }

  /** Stays where it is on its way. */
  #land(): void {
    this.#flight = undefined
  }

  readonly draw = (): void => {
    this.#frame ??= requestAnimationFrame((now) => {
      this.#frame = undefined
      this.#fly(now)
      this.#drawing.draw(this.#orbit)
      const anchors = anchorsOf(this.#shape.bounds)
      this.#events.onLabels(anchors.map((place) => projected(place, this.#orbit, this.#size)))
    })
  }

  #fly(now: number): void {
    if (this.#flight === undefined) return
    const { from, to, since } = this.#flight
    const share = Math.min(1, Math.max(0, (now - since) / flightMs))
    // Slower towards its end.
    this.#orbit = between(from, to, share * (2 - share))
    if (share < 1) this.draw()
    else this.#land()
  }

  dispose(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    this.#listening.abort()
    giveBack(this.#context)
  }
}
