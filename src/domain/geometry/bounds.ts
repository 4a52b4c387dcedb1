/** A box along the axes. */
export interface Bounds {
  min: readonly [x: number, y: number, z: number]
  max: readonly [x: number, y: number, z: number]
}

/** The box around points given as x, y, z after one another; null for none, or where one is not finite. */
export function boundsOf(positions: Float32Array): Bounds | null {
  const min: [number, number, number] = [Infinity, Infinity, Infinity]
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity]
  for (let at = 0; at < positions.length; at++) {
    const axis = (at % 3) as 0 | 1 | 2
    const value = positions[at] as number
    if (!Number.isFinite(value)) return null
    if (value < min[axis]) min[axis] = value
    if (value > max[axis]) max[axis] = value
  }
  return positions.length === 0 ? null : { min, max }
}
