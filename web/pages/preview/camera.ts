import { PerspectiveCamera, Spherical, Vector3 } from 'three'
import type { Model } from './model.ts'

/** From where a part is looked at; front, top and side as on a drawing. */
export const viewpoints = ['iso', 'front', 'top', 'side'] as const
export type Viewpoint = (typeof viewpoints)[number]

const directions: Readonly<Record<Viewpoint, readonly [number, number, number]>> = {
  iso: [1, -1.25, 0.9],
  front: [0, -1, 0],
  // A hair off the vertical, where left and right would be lost.
  top: [0, -0.0001, 1],
  side: [1, 0, 0],
}

const fieldOfViewDegrees = 30

export const partCamera = (): PerspectiveCamera => {
  const camera = new PerspectiveCamera(fieldOfViewDegrees)
  // CAD has z upwards.
  camera.up.set(0, 0, 1)
  return camera
}

/** How far off a part fills the window. */
function distanceFor({ radius }: Model, camera: PerspectiveCamera): number {
  const half = ((fieldOfViewDegrees / 2) * Math.PI) / 180
  const narrow = Math.min(1, camera.aspect)
  return (radius * 1.08) / Math.sin(Math.atan(Math.tan(half) * narrow))
}

export const positionFor = (view: Viewpoint, model: Model, camera: PerspectiveCamera): Vector3 =>
  new Vector3(...directions[view]).normalize().multiplyScalar(distanceFor(model, camera)).add(model.centre)

/** The same direction as now, as far off as the part needs. */
export const fittedPosition = (model: Model, camera: PerspectiveCamera, target: Vector3): Vector3 =>
  camera.position.clone().sub(target).normalize().multiplyScalar(distanceFor(model, camera)).add(model.centre)

/** Where the camera comes to when it is turned about the vertical axis and towards the poles, in radians. */
export function turned(position: Vector3, target: Vector3, about: number, up: number): Vector3 {
  // A sphere of three's own has y upwards.
  const offset = position.clone().sub(target)
  const round = new Spherical().setFromVector3(new Vector3(offset.x, offset.z, -offset.y))
  round.theta += about
  round.phi = Math.min(Math.PI - 1e-4, Math.max(1e-4, round.phi - up))
  const { x, y, z } = new Vector3().setFromSpherical(round)
  return new Vector3(x, -z, y).add(target)
}
