import { type Path, pathOf } from './path.ts'

/** Chords of a full turn: enough to tell inside from outside, since what they cut off is added exactly. */
const chordsPerTurn = 120
const chordsPerSpan = 64
const turn = 2 * Math.PI

const stepsFor = (angle: number): number => Math.max(1, Math.ceil((Math.abs(angle) / turn) * chordsPerTurn))

/** Adds an arc to a path that stands at its start: `sweep` is positive counter-clockwise. */
function addArc(path: Path, [x, y]: readonly [number, number], radius: number, start: number, sweep: number) {
  const steps = stepsFor(sweep)
  const step = sweep / steps
  for (let index = 1; index <= steps; index++) {
    const angle = start + index * step
    path.points.push(x + radius * Math.cos(angle), y + radius * Math.sin(angle))
  }
  path.extraLength += steps * radius * (Math.abs(step) - 2 * Math.sin(Math.abs(step) / 2))
  path.extraArea += (steps * radius * radius * (step - Math.sin(step))) / 2
}

/** Counter-clockwise from `start` by `sweep`, in radians; a whole circle is closed. */
export function arcPath(x: number, y: number, radius: number, start: number, sweep: number): Path {
  const isCircle = sweep >= turn
  const path = pathOf([x + radius * Math.cos(start), y + radius * Math.sin(start)], isCircle)
  addArc(path, [x, y], radius, start, isCircle ? turn : sweep)
  // The last point of a circle is its first.
  if (isCircle) path.points.length -= 2
  return path
}

export interface Vertex {
  x: number
  y: number
  /** Tangent of a quarter of the angle of the arc to the next vertex; 0 for a straight piece. */
  bulge: number
}

function addBulge(path: Path, from: Vertex, to: Vertex): void {
  if (from.bulge === 0) {
    path.points.push(to.x, to.y)
    return
  }
  const sweep = 4 * Math.atan(from.bulge)
  const chordX = to.x - from.x
  const chordY = to.y - from.y
  // The centre lies beside the middle of the chord, to its left for a counter-clockwise arc of less than half a turn.
  const aside = (1 / from.bulge - from.bulge) / 4
  const x = (from.x + to.x) / 2 - chordY * aside
  const y = (from.y + to.y) / 2 + chordX * aside
  const radius = Math.hypot(from.x - x, from.y - y)
  addArc(path, [x, y], radius, Math.atan2(from.y - y, from.x - x), sweep)
  // Rounding must not open a gap.
  path.points.splice(-2, 2, to.x, to.y)
}

export function polylinePath(vertices: readonly Vertex[], isClosed: boolean): Path {
  const [first, ...more] = vertices
  if (first === undefined) return pathOf([])
  const path = pathOf([first.x, first.y], isClosed)
  let from = first
  for (const to of isClosed ? [...more, first] : more) {
    addBulge(path, from, to)
    from = to
  }
  if (isClosed) path.points.length -= 2
  return path
}

/** `major` runs from the centre to the end of the long axis; `start` and `end` are parameters, not angles. */
export function ellipsePath(
  [x, y]: readonly [number, number],
  [majorX, majorY]: readonly [number, number],
  ratio: number,
  start: number,
  end: number,
): Path {
  const sweep = end > start ? end - start : end - start + turn
  const isClosed = sweep >= turn - 1e-9
  // Its chords are all there is: four times as many cut off less than a thousandth of a percent.
  const steps = stepsFor(sweep) * 4
  const points: number[] = []
  for (let index = 0; index < steps + (isClosed ? 0 : 1); index++) {
    const t = start + (sweep * index) / steps
    const [cos, sin] = [Math.cos(t), Math.sin(t) * ratio]
    points.push(x + majorX * cos - majorY * sin, y + majorY * cos + majorX * sin)
  }
  return pathOf(points, isClosed)
}

export interface Spline {
  degree: number
  knots: readonly number[]
  /** x, y, weight of each control point. */
  controls: readonly (readonly [number, number, number])[]
}

/** De Boor's algorithm in homogeneous coordinates. */
function pointAt({ degree, knots, controls }: Spline, span: number, t: number): [number, number] {
  const work = Array.from({ length: degree + 1 }, (_, index) => {
    const [x, y, weight] = controls[span - degree + index] ?? [0, 0, 1]
    return [x * weight, y * weight, weight] as [number, number, number]
  })
  for (let level = 1; level <= degree; level++)
    for (let index = degree; index >= level; index--) {
      const low = knots[span - degree + index] as number
      const high = knots[span + 1 + index - level] as number
      const part = high === low ? 0 : (t - low) / (high - low)
      const [before, here] = [work[index - 1], work[index]] as [number[], number[]]
      work[index] = before.map((value, axis) => value * (1 - part) + (here[axis] as number) * part) as [
        number,
        number,
        number,
      ]
    }
  const [x, y, weight] = work[degree] as [number, number, number]
  return [x / weight, y / weight]
}

/** Undefined for a spline whose numbers do not fit together. */
export function splinePath(spline: Spline): Path | undefined {
  const { degree, knots, controls } = spline
  const fits = degree >= 1 && degree <= 25 && controls.length > degree
  if (!fits || knots.length !== controls.length + degree + 1) return undefined
  const points: number[] = []
  for (let span = degree; span < controls.length; span++) {
    const low = knots[span] as number
    const high = knots[span + 1] as number
    if (!(high > low)) continue
    if (points.length === 0) points.push(...pointAt(spline, span, low))
    const steps = degree === 1 ? 1 : chordsPerSpan
    for (let step = 1; step <= steps; step++)
      points.push(...pointAt(spline, span, low + ((high - low) * step) / steps))
  }
  return pathOf(points)
}
