import type { Bounds } from '../../../src/domain/geometry/bounds.ts'

/** A cut across the part: at a share of its length along an axis. */
export interface Section {
  axis: 'x' | 'y' | 'z'
  share: number
}

/** How a part is shown. */
export interface Look {
  edges: boolean
  wireframe: boolean
  /** The box around it. */
  box: boolean
  section: Section | null
}

/** The direction to which a part is cut off, and from how far along it on: x, y, z and the length. */
export function cutOf(section: Section | null, { min, max }: Bounds): [number, number, number, number] {
  // Nothing lies beyond one in no direction.
  if (section === null) return [0, 0, 0, 1]
  const axis = (['x', 'y', 'z'] as const).indexOf(section.axis) as 0 | 1 | 2
  const cut: [number, number, number, number] = [0, 0, 0, 0]
  cut[axis] = 1
  cut[3] = min[axis] + section.share * (max[axis] - min[axis])
  return cut
}
