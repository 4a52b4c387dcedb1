import type { Loop } from './outlines.ts'

/** Beyond this much work a drawing's area is not worth the time. */
const mostComparisons = 30_000_000
const mostPoints = 500_000

interface Box {
  minX: number
  minY: number
  maxX: number
  maxY: number
}

function boxOf(points: readonly number[]): Box {
  const box = { minX: points[0] ?? 0, maxX: points[0] ?? 0, minY: points[1] ?? 0, maxY: points[1] ?? 0 }
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at] as number, points[at + 1] as number]
    box.minX = Math.min(box.minX, x)
    box.maxX = Math.max(box.maxX, x)
    box.minY = Math.min(box.minY, y)
    box.maxY = Math.max(box.maxY, y)
  }
  return box
}

interface Piece {
  x1: number
  y1: number
  x2: number
  y2: number
}

const minX = ({ x1, x2 }: Piece): number => Math.min(x1, x2)
const maxX = ({ x1, x2 }: Piece): number => Math.max(x1, x2)

function piecesOf(loops: readonly Loop[]): Piece[] {
  return loops.flatMap(({ points }) =>
    Array.from({ length: points.length / 2 }, (_, index) => {
      const next = (index * 2 + 2) % points.length
      const [x1, y1] = [points[index * 2] as number, points[index * 2 + 1] as number]
      return { x1, y1, x2: points[next] as number, y2: points[next + 1] as number }
    }),
  )
}

/** On which side of the piece a point lies: positive for its left. */
const side = ({ x1, y1, x2, y2 }: Piece, x: number, y: number): number =>
  (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)

/** Truly across each other; pieces that only touch are neighbours in an outline. */
function cross(a: Piece, b: Piece): boolean {
  if (Math.max(a.y1, a.y2) < Math.min(b.y1, b.y2) || Math.max(b.y1, b.y2) < Math.min(a.y1, a.y2)) return false
  return side(a, b.x1, b.y1) * side(a, b.x2, b.y2) < 0 && side(b, a.x1, a.y1) * side(b, a.x2, a.y2) < 0
}

/** Null when finding out would take too long. */
function anyCross(pieces: Piece[]): boolean | null {
  pieces.sort((a, b) => minX(a) - minX(b))
  let comparisons = 0
  for (let first = 0; first < pieces.length; first++) {
    const piece = pieces[first] as Piece
    const end = maxX(piece)
    for (let second = first + 1; second < pieces.length; second++) {
      const other = pieces[second] as Piece
      if (minX(other) > end) break
      if (++comparisons > mostComparisons) return null
      if (cross(piece, other)) return true
    }
  }
  return false
}

/** By the number of edges to the right of the point. */
function contains(points: readonly number[], x: number, y: number): boolean {
  let isInside = false
  for (let at = 0; at < points.length; at += 2) {
    const next = (at + 2) % points.length
    const [x1, y1] = [points[at] as number, points[at + 1] as number]
    const [x2, y2] = [points[next] as number, points[next + 1] as number]
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) isInside = !isInside
  }
  return isInside
}

/**
 * The area between outlines: what lies within an odd number of them, such as a plate without its holes. Null when they
 * cross, because then it is not theirs alone, or when there are too many to tell.
 */
export function enclosedArea(loops: readonly Loop[]): number | null {
  if (loops.reduce((sum, { points }) => sum + points.length / 2, 0) > mostPoints) return null
  if (anyCross(piecesOf(loops)) !== false) return null
  const sorted = loops.map((loop) => ({ ...loop, box: boxOf(loop.points) })).sort((a, b) => b.area - a.area)
  let total = 0
  let comparisons = 0
  for (const [index, inner] of sorted.entries()) {
    const [x, y] = [inner.points[0] as number, inner.points[1] as number]
    let depth = 0
    for (let outer = 0; outer < index; outer++) {
      const { box, points } = sorted[outer] as (typeof sorted)[number]
      comparisons += 1
      if (x < box.minX || x > box.maxX || y < box.minY || y > box.maxY) continue
      comparisons += points.length / 2
      if (comparisons > mostComparisons) return null
      if (contains(points, x, y)) depth += 1
    }
    total += depth % 2 === 0 ? inner.area : -inner.area
  }
  return total
}
