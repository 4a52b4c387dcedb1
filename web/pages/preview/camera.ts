import type { Bounds } from '../../../src/domain/geometry/bounds.ts'
import { type Orbit, standOf } from './orbit.ts'
import { dot, minus, type Vector } from './vectors.ts'

/** From where a part is looked at; front, top and side as on a drawing. */
export const viewpoints = ['iso', 'front', 'top', 'side'] as const
export type Viewpoint = (typeof viewpoints)[number]

type Angles = Pick<Orbit, 'azimuth' | 'elevation'>

const quarter = Math.PI / 2

const angles: Readonly<Record<Viewpoint, Angles>> = {
  iso: { azimuth: Math.atan2(-1.25, 1), elevation: Math.atan2(0.9, Math.hypot(1, 1.25)) },
  front: { azimuth: -quarter, elevation: 0 },
  top: { azimuth: -quarter, elevation: quarter },
  side: { azimuth: 0, elevation: 0 },
}

/** The sphere around a part. */
export interface Sphere {
  centre: Vector
  radius: number
}

export function sphereOf({ min, max }: Bounds): Sphere {
  const middle = (axis: 0 | 1 | 2) => (min[axis] + max[axis]) / 2
  const [x, y, z] = [max[0] - min[0], max[1] - min[1], max[2] - min[2]]
  return { centre: [middle(0), middle(1), middle(2)], radius: Math.max(Math.hypot(x, y, z) / 2, 1e-6) }
}

/** Where the lengths along x, y and z are written: the middle of an edge of the box each. */
export function anchorsOf(bounds: Bounds): readonly Vector[] {
  const { min, max } = bounds
  const [x, y, z] = sphereOf(bounds).centre
  return [
    [x, min[1], min[2]],
    [max[0], y, min[2]],
    [max[0], max[1], z],
  ]
}

export const fieldOfViewDegrees = 30
/** Half of what is seen from bottom to top, at a distance of one. */
const halfHeight = Math.tan((fieldOfViewDegrees / 2) * (Math.PI / 180))

/** How far off a part fills a window of so much width for its height. */
function fittingDistance({ radius }: Sphere, aspect: number): number {
  const margin = 1.08
  return (radius * margin) / Math.sin(Math.atan(halfHeight * Math.min(1, aspect)))
}

/** All of the part from there, or from where it is looked at now. */
export const fitted = (from: Viewpoint | Angles, part: Sphere, aspect: number): Orbit => {
  const { azimuth, elevation } = typeof from === 'string' ? angles[from] : from
  return { target: part.centre, azimuth, elevation, distance: fittingDistance(part, aspect) }
}

/** How long a pixel is where the target is, in the unit of the part. */
export const pixelLength = ({ distance }: Orbit, height: number): number =>
  (2 * distance * halfHeight) / height

/** A point of the canvas in CSS pixels. */
export interface Point {
  left: number
  top: number
}

export interface Size {
  width: number
  height: number
}

/** Where a place is seen. */
export function projected(place: Vector, orbit: Orbit, { width, height }: Size): Point {
  const { eye, right, up, back } = standOf(orbit)
  const way = minus(place, eye)
  // What lies behind the camera comes far outside of the canvas.
  const depth = Math.max(-dot(way, back), 1e-9)
  const pixelsPerLength = height / (2 * depth * halfHeight)
  return {
    left: width / 2 + dot(way, right) * pixelsPerLength,
    top: height / 2 - dot(way, up) * pixelsPerLength,
  }
}
