import { Camera, Renderer } from 'ogl'
import { fieldOfViewDegrees, type Size, sphereOf } from './camera.ts'
import type { PartColours } from './colours.ts'
import type { Look } from './look.ts'
import { Model } from './model.ts'
import { type Orbit, standOf } from './orbit.ts'
import type { Shape } from './shape.ts'

const mostPixelsPerPoint = 2

/** The browser's WebGL; null where it has none. */
export const contextOf = (canvas: HTMLCanvasElement): WebGL2RenderingContext | null =>
  canvas.getContext('webgl2', { antialias: true, alpha: true, powerPreference: 'low-power' })

/** A part on a canvas that has a context of `contextOf`. Give the context back and all of this is gone. */
export class Drawing {
  readonly #renderer: Renderer
  readonly #camera: Camera
  readonly #model: Model
  readonly #radius: number

  constructor(canvas: HTMLCanvasElement, shape: Shape) {
    this.#renderer = new Renderer({ canvas, alpha: true })
    const { gl } = this.#renderer
    this.#model = new Model(gl, shape)
    this.#radius = sphereOf(shape.bounds).radius
    this.#camera = new Camera(gl)
    // It stands where the orbit says, which knows left from right at the poles too.
    this.#camera.matrixAutoUpdate = false
  }

  paint(colours: PartColours): void {
    this.#model.paint(colours)
  }

  show(look: Look): void {
    this.#model.show(look)
  }

  resize({ width, height }: Size, pixelsPerPoint: number): void {
    this.#renderer.dpr = Math.min(pixelsPerPoint, mostPixelsPerPoint)
    this.#renderer.setSize(width, height)
    this.#camera.perspective({
      fov: fieldOfViewDegrees,
      aspect: width / height,
      near: this.#radius / 100,
      far: this.#radius * 100,
    })
  }

  /** One picture, now. */
  draw(orbit: Orbit): void {
    const { right, up, back, eye } = standOf(orbit)
    this.#camera.matrix.set(...right, 0, ...up, 0, ...back, 0, ...eye, 1)
    this.#camera.worldMatrixNeedsUpdate = true
    this.#renderer.render({ scene: this.#model.scene, camera: this.#camera, sort: false, frustumCull: false })
  }
}

/** Gives all memory of the graphics card back. */
export const giveBack = (context: WebGL2RenderingContext): void =>
  context.getExtension('WEBGL_lose_context')?.loseContext()
