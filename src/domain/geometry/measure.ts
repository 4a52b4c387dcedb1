import { EdgeBalance } from './edge-balance.ts'
import type { LengthUnit, RawFigures } from './figures.ts'
import type { MeshSink } from './mesh-sink.ts'
import { unreadable } from './unreadable.ts'

/** Far above what one file can hold of its own; components that repeat each other reach it. */
const mostTriangles = 20_000_000

/** Measures a mesh while it is read; nothing of it is kept. */
export class Measure implements MeshSink {
  readonly #edges = new EdgeBalance()
  readonly #min = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  readonly #max = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  /** The first corner: volumes are summed as seen from there, which keeps the digits of a body far from zero. */
  readonly #origin = new Float64Array(3)
  /** Of the face at hand, twice its area along its normal. */
  readonly #normal = new Float64Array(3)
  #triangles = 0
  #doubleArea = 0
  #sixfoldVolume = 0

  face(points: Float64Array, corners: number): void {
    if (this.#triangles === 0) this.#origin.set(points.subarray(0, 3))
    this.#triangles += corners - 2
    if (this.#triangles > mostTriangles)
      throw unreadable(`has more than ${mostTriangles / 1e6} million triangles`)
    this.#grow(points, corners)
    this.#normal.fill(0)
    for (let corner = 1; corner < corners - 1; corner++) this.#addTriangle(points, corner * 3)
    const [nx = 0, ny = 0, nz = 0] = this.#normal
    this.#doubleArea += Math.sqrt(nx * nx + ny * ny + nz * nz)
    this.#edges.face(points, corners)
  }

  #grow(points: Float64Array, corners: number): void {
    for (let at = 0; at < corners * 3; at++) {
      const axis = at % 3
      const value = points[at] as number
      if (!Number.isFinite(value)) throw unreadable('has a coordinate that is not a number')
      if (value < (this.#min[axis] as number)) this.#min[axis] = value
      if (value > (this.#max[axis] as number)) this.#max[axis] = value
    }
  }

  /** One triangle of the fan from the face's first corner. */
  #addTriangle(p: Float64Array, at: number): void {
    const v = (index: number): number => p[index] as number
    const [ox = 0, oy = 0, oz = 0] = this.#origin
    const [ax, ay, az] = [v(0) - ox, v(1) - oy, v(2) - oz]
    const [bx, by, bz] = [v(at) - v(0), v(at + 1) - v(1), v(at + 2) - v(2)]
    const [cx, cy, cz] = [v(at + 3) - v(0), v(at + 4) - v(1), v(at + 5) - v(2)]
    const [nx, ny, nz] = [by * cz - bz * cy, bz * cx - bx * cz, bx * cy - by * cx]
    this.#normal[0] = (this.#normal[0] as number) + nx
    this.#normal[1] = (this.#normal[1] as number) + ny
    this.#normal[2] = (this.#normal[2] as number) + nz
    this.#sixfoldVolume += ax * nx + ay * ny + az * nz
  }

  /** A body turned inside out has the volume all the same. */
  finish(unit: LengthUnit | null): RawFigures {
    if (this.#triangles === 0) throw unreadable('holds no faces')
    const [x, y, z] = this.#max.map((max, axis) => max - (this.#min[axis] as number)) as [
      number,
      number,
      number,
    ]
    const area = this.#doubleArea / 2
    const volume = Math.abs(this.#sixfoldVolume) / 6
    if (![x, y, z, area, volume].every(Number.isFinite)) throw unreadable('is too large to be measured')
    const watertight = this.#edges.isClosed
    return {
      extent: { x, y, z },
      volume: watertight && this.#edges.isOriented ? volume : null,
      area,
      outlineLength: null,
      triangles: this.#triangles,
      watertight,
      unit,
    }
  }
}
