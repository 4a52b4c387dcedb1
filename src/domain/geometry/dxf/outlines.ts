import type { Path } from './path.ts'

/** A closed outline. */
export interface Loop {
  points: number[]
  /** Never negative. */
  area: number
}

/** Ends that are this near to each other, measured by the size of the drawing, are one point. */
const gap = 1e-5

const signedArea = (points: readonly number[]): number => {
  let double = 0
  for (let at = 0; at < points.length; at += 2) {
    const next = (at + 2) % points.length
    double +=
      (points[at] as number) * (points[next + 1] as number) -
      (points[next] as number) * (points[at + 1] as number)
  }
  return double / 2
}

const toLoop = ({ points, extraArea }: Path): Loop => ({
  points,
  area: Math.abs(signedArea(points) + extraArea),
})

export function pathLength({ points, isClosed, extraLength }: Path): number {
  let length = extraLength
  for (let at = 0; at < points.length - (isClosed ? 0 : 2); at += 2) {
    const next = (at + 2) % points.length
    length += Math.hypot(
      (points[next] as number) - (points[at] as number),
      (points[next + 1] as number) - (points[at + 1] as number),
    )
  }
  return length
}

/** One end of an open path: twice its number, and one more for its last point. */
type End = number

class Ends {
  readonly #paths: readonly Path[]
  readonly #tolerance: number
  readonly #cells = new Map<string, End[]>()

  constructor(paths: readonly Path[], tolerance: number) {
    this.#paths = paths
    this.#tolerance = tolerance
    for (let end = 0; end < paths.length * 2; end++) {
      const key = this.#keyOf(this.#place(end), 0, 0)
      const cell = this.#cells.get(key)
      if (cell) cell.push(end)
      else this.#cells.set(key, [end])
    }
  }

  #place(end: End): [number, number] {
    const { points } = this.#paths[end >> 1] as Path
    const at = end % 2 === 0 ? 0 : points.length - 2
    return [points[at] as number, points[at + 1] as number]
  }

  #keyOf([x, y]: [number, number], dx: number, dy: number): string {
    return `${Math.floor(x / this.#tolerance) + dx},${Math.floor(y / this.#tolerance) + dy}`
  }

  /** The one other end at this place; undefined when there is none, or more than one. */
  partner(end: End): End | undefined {
    const here = this.#place(end)
    const found: End[] = []
    for (const dx of [-1, 0, 1])
      for (const dy of [-1, 0, 1])
        for (const other of this.#cells.get(this.#keyOf(here, dx, dy)) ?? []) {
          const [x, y] = this.#place(other)
          if (other !== end && Math.hypot(x - here[0], y - here[1]) <= this.#tolerance) found.push(other)
          if (found.length > 1) return undefined
        }
    return found[0]
  }
}

const reversed = (path: Path): Path => {
  const points: number[] = []
  for (let at = path.points.length - 2; at >= 0; at -= 2)
    points.push(path.points[at] as number, path.points[at + 1] as number)
  return { ...path, points, extraArea: -path.extraArea }
}

/** Follows open paths from end to end until each chain closes; null when one does not, or forks. */
function joinOpen(paths: readonly Path[], tolerance: number): Loop[] | null {
  const ends = new Ends(paths, tolerance)
  const used = new Uint8Array(paths.length)
  const loops: Loop[] = []
  for (let start = 0; start < paths.length; start++) {
    if (used[start]) continue
    const points: number[] = []
    let extraArea = 0
    // Enter each path at one end and leave it at the other.
    let entered: End | undefined = start * 2
    do {
      const path = paths[entered >> 1] as Path
      used[entered >> 1] = 1
      const walked = entered % 2 === 0 ? path : reversed(path)
      for (let at = 0; at < walked.points.length - 2; at++) points.push(walked.points[at] as number)
      extraArea += walked.extraArea
      entered = ends.partner(entered ^ 1)
      if (entered === undefined) return null
    } while (!used[entered >> 1])
    if (entered !== start * 2) return null
    loops.push(toLoop({ points, isClosed: true, extraLength: 0, extraArea }))
  }
  return loops
}

/** The closed outlines that the paths form; null when some of them is left open. */
export function joinLoops(paths: readonly Path[], size: number): Loop[] | null {
  const open = paths.filter(({ isClosed }) => !isClosed)
  const closed = paths.filter(({ isClosed }) => isClosed)
  const tolerance = Math.max(size * gap, Number.MIN_VALUE)
  const joined = open.length === 0 ? [] : joinOpen(open, tolerance)
  return joined && [...closed.map(toLoop), ...joined]
}
