/** A curve of a drawing as a chain of straight pieces. */
export interface Path {
  /** x, y after one another. */
  points: number[]
  /** The last point joins the first. */
  isClosed: boolean
  /** How much longer the true curve is than its chords. */
  extraLength: number
  /** The area between the chords and the true curve, positive when it lies to the right of the way. */
  extraArea: number
}

export const pathOf = (points: number[], isClosed = false): Path => ({
  points,
  isClosed,
  extraLength: 0,
  extraArea: 0,
})

/** Maps (x, y) to (a·x + c·y + e, b·x + d·y + f). */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

export const identity: Affine = [1, 0, 0, 1, 0, 0]

/** First `inner`, then `outer`. */
export function compose([a, b, c, d, e, f]: Affine, [p, q, r, s, t, u]: Affine): Affine {
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f]
}

/** What curves add to their chords is exact for turned, moved and evenly scaled curves, else nearly so. */
export function transformed(path: Path, [a, b, c, d, e, f]: Affine): Path {
  const determinant = a * d - b * c
  const points = new Array<number>(path.points.length)
  for (let at = 0; at < points.length; at += 2) {
    const x = path.points[at] as number
    const y = path.points[at + 1] as number
    points[at] = a * x + c * y + e
    points[at + 1] = b * x + d * y + f
  }
  return {
    points,
    isClosed: path.isClosed,
    extraLength: path.extraLength * Math.sqrt(Math.abs(determinant)),
    extraArea: path.extraArea * determinant,
  }
}
