import { unreadable } from '../unreadable.ts'
import { arcPath, ellipsePath, polylinePath, splinePath, type Vertex } from './curves.ts'
import type { Drawing } from './drawing.ts'
import type { Entity } from './entity.ts'
import { type Affine, compose, identity, type Path, pathOf, transformed } from './path.ts'

const mostPoints = 5_000_000
const deepestBlock = 16
const mostInserts = 100_000
const turn = 2 * Math.PI

/** Of each kind of curve; the rest of a drawing (texts, dimensions, hatches) is no outline. */
const readers: Readonly<Record<string, (entity: Entity) => Path | undefined>> = {
  LINE: (e) => pathOf([e.number(10), e.number(20), e.number(11), e.number(21)]),
  CIRCLE: (e) => arcPath(e.number(10), e.number(20), e.number(40), 0, turn),
  ARC: (e) => {
    const start = e.angle(50)
    const sweep = (((e.angle(51, 360) - start) % turn) + turn) % turn
    return arcPath(e.number(10), e.number(20), e.number(40), start, sweep === 0 ? turn : sweep)
  },
  ELLIPSE: (e) =>
    ellipsePath(
      [e.number(10), e.number(20)],
      [e.number(11), e.number(21)],
      e.number(40, 1),
      e.number(41),
      e.number(42, turn),
    ),
  LWPOLYLINE: (e) => polylinePath(e.vertices(), e.flag(1)),
  SPLINE: readSpline,
}

/** These lie in their own plane; the others in the drawing's. */
const hasPlane = new Set(['CIRCLE', 'ARC', 'LWPOLYLINE', 'POLYLINE', 'INSERT'])

function readSpline(e: Entity): Path | undefined {
  const weights = e.numbers(41)
  const ys = e.numbers(20)
  const controls = e.numbers(10).map((x, index) => [x, ys[index] ?? 0, weights[index] ?? 1] as const)
  if (controls.length > 0) return splinePath({ degree: e.number(71, 3), knots: e.numbers(40), controls })
  const fitYs = e.numbers(21)
  return pathOf(e.numbers(11).flatMap((x, index) => [x, fitYs[index] ?? 0]))
}

/** Where the copies of a block stand: moved, turned, scaled, in rows and columns. */
function* placesOf(insert: Entity, block: Entity): Generator<Affine, void, void> {
  const [columns, rows] = [insert.number(70, 1), insert.number(71, 1)]
  const [cos, sin] = [Math.cos(insert.angle(50)), Math.sin(insert.angle(50))]
  const [scaleX, scaleY] = [insert.number(41, 1), insert.number(42, 1)]
  const turned: Affine = [cos, sin, -sin, cos, insert.number(10), insert.number(20)]
  for (let row = 0; row < Math.max(1, rows); row++)
    for (let column = 0; column < Math.max(1, columns); column++) {
      const moved: Affine = [1, 0, 0, 1, column * insert.number(44), row * insert.number(45)]
      const scaled: Affine = [scaleX, 0, 0, scaleY, -scaleX * block.number(10), -scaleY * block.number(20)]
      yield compose(turned, compose(moved, scaled))
    }
}

/** All curves of a drawing, with its blocks put in their places. */
export function readPaths(drawing: Drawing): Path[] {
  const collector = new PathCollector(drawing.blocks)
  collector.addAll(drawing.entities, identity, 0)
  return collector.paths
}

class PathCollector {
  readonly paths: Path[] = []
  readonly #blocks: Drawing['blocks']
  #points = 0
  #inserts = 0

  constructor(blocks: Drawing['blocks']) {
    this.#blocks = blocks
  }

  addAll(entities: readonly Entity[], place: Affine, depth: number): void {
    for (let at = 0; at < entities.length; at++) {
      const entity = entities[at] as Entity
      const plane = hasPlane.has(entity.type) ? compose(place, entity.plane()) : place
      if (entity.type === 'INSERT') this.#insert(entity, plane, depth)
      else if (entity.type === 'POLYLINE') at = this.#polyline(entities, at, plane)
      else this.#add(readers[entity.type]?.(entity), plane)
    }
  }

  #add(path: Path | undefined, place: Affine): void {
    if (path === undefined || path.points.length < 4) return
    this.#points += path.points.length / 2
    if (this.#points > mostPoints) throw unreadable(`has more than ${mostPoints / 1e6} million points`)
    const placed = transformed(path, place)
    if (!placed.points.every(Number.isFinite)) throw unreadable('has a coordinate that is not a number')
    this.paths.push(placed)
  }

  #insert(insert: Entity, place: Affine, depth: number): void {
    const [block, ...entities] = this.#blocks.get(insert.text(2) ?? '') ?? []
    if (block === undefined) return
    if (depth === deepestBlock) throw unreadable(`has blocks in blocks, more than ${deepestBlock} deep`)
    for (const copy of placesOf(insert, block)) {
      if (++this.#inserts > mostInserts) throw unreadable(`repeats blocks more than ${mostInserts} times`)
      this.addAll(entities, compose(place, copy), depth + 1)
    }
  }

  /** The old form: its vertices are entities of their own. Returns where they end. */
  #polyline(entities: readonly Entity[], start: number, place: Affine): number {
    const polyline = entities[start] as Entity
    const vertices: Vertex[] = []
    let at = start + 1
    for (; entities[at]?.type === 'VERTEX'; at++) {
      const vertex = entities[at] as Entity
      // Points that only steer a fitted curve.
      if (!vertex.flag(16))
        vertices.push({ x: vertex.number(10), y: vertex.number(20), bulge: vertex.number(42) })
    }
    // Meshes of faces are no outlines.
    if (!polyline.flag(16) && !polyline.flag(64)) this.#add(polylinePath(vertices, polyline.flag(1)), place)
    return at - 1
  }
}
