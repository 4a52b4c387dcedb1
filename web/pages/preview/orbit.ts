import { minus, plus, times, type Vector } from './vectors.ts'

/** A camera on a sphere around what it looks at; z is up, as CAD has it. */
export interface Orbit {
  target: Vector
  /** Radians from the x axis towards the y axis. */
  azimuth: number
  /** Radians above the plane of x and y; a quarter turn at most, where the camera looks straight down. */
  elevation: number
  distance: number
}

/** Where the camera stands and its axes, each of length one; `back` points away from the part. */
export interface Stand {
  eye: Vector
  right: Vector
  up: Vector
  back: Vector
}

/** At the poles too: left and right follow from the azimuth. */
export function standOf({ target, azimuth, elevation, distance }: Orbit): Stand {
  const [east, north] = [Math.cos(azimuth), Math.sin(azimuth)]
  const [level, height] = [Math.cos(elevation), Math.sin(elevation)]
  const back: Vector = [level * east, level * north, height]
  return {
    eye: plus(target, times(back, distance)),
    right: [-north, east, 0],
    up: [-height * east, -height * north, level],
    back,
  }
}

const within = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** About the vertical axis, and towards the poles, in radians. */
export const turned = (orbit: Orbit, about: number, up: number): Orbit => ({
  ...orbit,
  azimuth: orbit.azimuth + about,
  elevation: within(orbit.elevation + up, -Math.PI / 2, Math.PI / 2),
})

/** The part comes along by so much to the right and up, in its own unit. */
export function panned(orbit: Orbit, right: number, up: number): Orbit {
  const stand = standOf(orbit)
  const way = plus(times(stand.right, -right), times(stand.up, -up))
  return { ...orbit, target: plus(orbit.target, way) }
}

/**
 * By a factor below one closer, else farther off, within the limits. The place that is so far right and up of the
 * middle, in the plane through the target, stays where it is seen.
 */
export function zoomed(
  orbit: Orbit,
  factor: number,
  limits: readonly [least: number, most: number],
  [right, up]: readonly [right: number, up: number] = [0, 0],
): Orbit {
  const distance = within(orbit.distance * factor, ...limits)
  const share = 1 - distance / orbit.distance
  return { ...panned(orbit, -right * share, -up * share), distance }
}

/** On the way from one to the other: along a sphere, and the shorter way round. */
export function between(from: Orbit, to: Orbit, share: number): Orbit {
  const mix = (a: number, b: number) => a + (b - a) * share
  const whole = 2 * Math.PI
  const turn = to.azimuth - from.azimuth
  return {
    target: plus(from.target, times(minus(to.target, from.target), share)),
    azimuth: from.azimuth + (turn - whole * Math.round(turn / whole)) * share,
    elevation: mix(from.elevation, to.elevation),
    distance: mix(from.distance, to.distance),
  }
}
