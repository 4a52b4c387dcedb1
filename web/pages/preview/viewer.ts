import { DirectionalLight, HemisphereLight, Scene, type Vector3, WebGLRenderer } from 'three'
import { OrbitControls } from 'three/addons/controls/OrbitControls.js'
import { fittedPosition, partCamera, positionFor, turned, type Viewpoint } from './camera.ts'
import type { PartColours } from './colours.ts'
import type { Shape } from './geometry.ts'
import { type Look, Model } from './model.ts'

const mostPixelsPerPoint = 2
const flightMs = 260

/** A point of the canvas in CSS pixels. */
export interface Point {
  left: number
  top: number
}

interface ViewerEvents {
  /** Where the lengths along x, y and z belong now; called with every picture. */
  onLabels(points: readonly Point[]): void
  onLost(): void
  onRestored(): void
}

/** Light that comes along with who looks. */
function lights() {
  const key = new DirectionalLight(0xffffff, 2.4)
  key.position.set(-0.6, 0.9, 1)
  const sky = new HemisphereLight(0xffffff, 0x9a958c, 1.9)
  sky.position.set(0, 0, 1)
  return { key, sky }
}

/** The browser's WebGL; null where it has none. */
export const contextOf = (canvas: HTMLCanvasElement): WebGL2RenderingContext | null =>
  canvas.getContext('webgl2', { antialias: true, alpha: true, powerPreference: 'low-power' })

/** Draws a part, and draws anew only when something has changed. */
export class Viewer {
  readonly #renderer: WebGLRenderer
  readonly #scene = new Scene()
  readonly #camera = partCamera()
  readonly #controls: OrbitControls
  readonly #model: Model
  readonly #canvas: HTMLCanvasElement
  readonly #events: ViewerEvents
  readonly #listening = new AbortController()
  #frame: number | undefined
  #flight: { from: Vector3; to: Vector3; since: number } | undefined

  constructor(context: WebGL2RenderingContext, shape: Shape, events: ViewerEvents) {
    this.#canvas = context.canvas as HTMLCanvasElement
    this.#events = events
    this.#renderer = new WebGLRenderer({ canvas: this.#canvas, context })
    this.#renderer.localClippingEnabled = true
    this.#model = new Model(shape)
    const { key, sky } = lights()
    this.#camera.add(key)
    this.#scene.add(this.#camera, sky, this.#model.group)
    this.#controls = new OrbitControls(this.#camera, this.#canvas)
    this.#controls.zoomToCursor = true
    this.#controls.minDistance = this.#model.radius * 0.05
    this.#controls.maxDistance = this.#model.radius * 40
    this.#controls.addEventListener('change', this.draw)
    this.#controls.addEventListener('start', () => (this.#flight = undefined))
    this.#listen()
  }

  #listen(): void {
    const { signal } = this.#listening
    this.#canvas.addEventListener('webglcontextlost', () => this.#events.onLost(), { signal })
    this.#canvas.addEventListener(
      'webglcontextrestored',
      () => {
        this.#events.onRestored()
        this.draw()
      },
      { signal },
    )
  }

  resize(width: number, height: number): void {
    if (width === 0 || height === 0) return
    this.#renderer.setPixelRatio(Math.min(devicePixelRatio, mostPixelsPerPoint))
    this.#renderer.setSize(width, height)
    this.#camera.aspect = width / height
    this.#camera.updateProjectionMatrix()
    this.draw()
  }

  paint(colours: PartColours): void {
    this.#model.paint(colours)
    this.draw()
  }

  show(look: Look): void {
    this.#model.show(look)
    this.draw()
  }

  /** Looks from there, at all of the part; at once where motion is not wanted. */
  view(from: Viewpoint | 'fit', moves: boolean): void {
    const to =
      from === 'fit'
        ? fittedPosition(this.#model, this.#camera, this.#controls.target)
        : positionFor(from, this.#model, this.#camera)
    this.#controls.target.copy(this.#model.centre)
    this.#camera.near = this.#model.radius / 100
    this.#camera.far = this.#model.radius * 100
    this.#camera.updateProjectionMatrix()
    if (moves) this.#flight = { from: this.#camera.position.clone(), to, since: performance.now() }
    else this.#camera.position.copy(to)
    this.draw()
  }

  /** About the vertical axis, and towards the poles, in radians. */
  turn(about: number, up: number): void {
    this.#flight = undefined
    this.#camera.position.copy(turned(this.#camera.position, this.#controls.target, about, up))
    this.draw()
  }

  /** By a factor below one closer, else farther off. */
  zoom(factor: number): void {
    const { target, minDistance, maxDistance } = this.#controls
    const offset = this.#camera.position.clone().sub(target)
    this.#flight = undefined
    this.#camera.position.copy(
      offset.multiplyScalar(factor).clampLength(minDistance, maxDistance).add(target),
    )
    this.draw()
  }

  /** By so many pixels of the window. */
  pan(right: number, down: number): void {
    this.#flight = undefined
    this.#controls.pan(right, down)
    this.draw()
  }

  readonly draw = (): void => {
    this.#frame ??= requestAnimationFrame((now) => {
      this.#frame = undefined
      this.#fly(now)
      this.#picture()
    })
  }

  #fly(now: number): void {
    if (this.#flight === undefined) return
    const { from, to, since } = this.#flight
    const share = Math.min(1, (now - since) / flightMs)
    const { target } = this.#controls
    // Along a sphere, so that the part does not come closer on the way.
    const start = from.clone().sub(target)
    const end = to.clone().sub(target)
    const length = start.length() + (end.length() - start.length()) * share
    const way = start.normalize().lerp(end.normalize(), share * (2 - share))
    this.#camera.position.copy(way.normalize().multiplyScalar(length).add(target))
    if (share === 1) this.#flight = undefined
    else this.draw()
  }

  /** One picture, now. */
  #picture(): void {
    this.#controls.update()
    this.#renderer.render(this.#scene, this.#camera)
    const { clientWidth, clientHeight } = this.#canvas
    this.#events.onLabels(
      this.#model.anchors().map((at) => {
        const { x, y } = at.project(this.#camera)
        return { left: ((x + 1) / 2) * clientWidth, top: ((1 - y) / 2) * clientHeight }
      }),
    )
  }

  /** Gives all memory of the graphics card back. */
  dispose(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    this.#listening.abort()
    this.#controls.dispose()
    this.#model.dispose()
    this.#renderer.dispose()
    this.#renderer.forceContextLoss()
  }
}
