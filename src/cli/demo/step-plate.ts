import { list, type Point, type Ref, real, type StepWriter, X, Z } from './step-writer.ts'

/** The plate fills the box from the origin to (width, depth, height). */
export interface PlateSize {
  widthMm: number
  depthMm: number
  heightMm: number
  /** Of the hole straight through the middle, along the height. */
  holeDiameterMm: number
}

/**
 * The box's faces as corners in counter-clockwise order seen from outside. A corner's number has
 * bit 0 for the far x, bit 1 for the far y, bit 2 for the far z.
 */
const BOX_FACES: readonly { corners: readonly number[]; normal: Point; hole: boolean }[] = [
  { corners: [0, 2, 3, 1], normal: [0, 0, -1], hole: true },
  { corners: [4, 5, 7, 6], normal: [0, 0, 1], hole: true },
  { corners: [0, 1, 5, 4], normal: [0, -1, 0], hole: false },
  { corners: [2, 6, 7, 3], normal: [0, 1, 0], hole: false },
  { corners: [0, 4, 6, 2], normal: [-1, 0, 0], hole: false },
  { corners: [1, 3, 7, 5], normal: [1, 0, 0], hole: false },
]

/** The closed shell of the plate: exact surfaces, each edge shared by two faces. */
export function plateShell(writer: StepWriter, size: PlateSize): Ref {
  const box = boxEdges(writer, size)
  const hole = holeEdges(writer, size)
  const faces = BOX_FACES.map(({ corners, normal, hole: pierced }) => {
    const edges = corners.map((from, index) => box.along(from, corners[(index + 1) % 4] as number))
    const [first, second] = corners as [number, number]
    const plane = writer.add(
      'PLANE',
      "''",
      writer.placement(box.at(first), normal, box.direction(first, second)),
    )
    const bounds = [bound(writer, 'FACE_OUTER_BOUND', edges)]
    // Material lies to the left of a loop, so around a hole it runs the other way than outside.
    if (pierced)
      bounds.push(bound(writer, 'FACE_BOUND', normal[2] > 0 ? [hole.top.back] : [hole.bottom.forth]))
    return writer.add('ADVANCED_FACE', "''", list(bounds), plane, '.T.')
  })
  return writer.add('CLOSED_SHELL', "''", list([...faces, holeFace(writer, hole)]))
}

/** An edge of the solid; each of the two faces at it runs along it in its own direction. */
interface Edge {
  forth: OrientedEdge
  back: OrientedEdge
}
type OrientedEdge = readonly [curve: Ref, sense: '.T.' | '.F.']

function edge(writer: StepWriter, from: Ref, to: Ref, curve: Ref): Edge {
  const ref = writer.add('EDGE_CURVE', "''", from, to, curve, '.T.')
  return { forth: [ref, '.T.'], back: [ref, '.F.'] }
}

function bound(
  writer: StepWriter,
  kind: 'FACE_OUTER_BOUND' | 'FACE_BOUND',
  edges: readonly OrientedEdge[],
): Ref {
  const oriented = edges.map(([curve, sense]) => writer.add('ORIENTED_EDGE', "''", '*', '*', curve, sense))
  return writer.add(kind, "''", writer.add('EDGE_LOOP', "''", list(oriented)), '.T.')
}

function straight(writer: StepWriter, at: Point, along: Point): Ref {
  return writer.add('LINE', "''", writer.point(at), writer.add('VECTOR', "''", writer.direction(along), '1.'))
}

function boxEdges(writer: StepWriter, { widthMm, depthMm, heightMm }: PlateSize) {
  const at = (corner: number): Point => [
    corner & 1 ? widthMm : 0,
    corner & 2 ? depthMm : 0,
    corner & 4 ? heightMm : 0,
  ]
  const direction = (from: number, to: number): Point => {
    const step = (bit: number) => Math.sign((to & bit) - (from & bit))
    return [step(1), step(2), step(4)]
  }
  const vertices = Array.from({ length: 8 }, (_, corner) =>
    writer.add('VERTEX_POINT', "''", writer.point(at(corner))),
  )
  const edges = new Map<string, Edge>()
  const along = (from: number, to: number): OrientedEdge => {
    const [low, high] = from < to ? [from, to] : [to, from]
    const key = `${low}-${high}`
    const known =
      edges.get(key) ??
      edge(
        writer,
        vertices[low] as Ref,
        vertices[high] as Ref,
        straight(writer, at(low), direction(low, high)),
      )
    edges.set(key, known)
    return from === low ? known.forth : known.back
  }
  return { at, direction, along }
}

interface Hole {
  bottom: Edge
  top: Edge
  /** The line on which the cylinder's surface is cut open, from bottom to top. */
  seam: Edge
  surface: Ref
}

function holeEdges(writer: StepWriter, size: PlateSize): Hole {
  const radiusMm = size.holeDiameterMm / 2
  const [centreX, centreY] = [size.widthMm / 2, size.depthMm / 2]
  const ring = (z: number) => {
    const start: Point = [centreX + radiusMm, centreY, z]
    const vertex = writer.add('VERTEX_POINT', "''", writer.point(start))
    const placement = writer.placement([centreX, centreY, z], Z, X)
    const circle = writer.add('CIRCLE', "''", placement, real(radiusMm))
    return { start, vertex, edge: edge(writer, vertex, vertex, circle) }
  }
  const bottom = ring(0)
  const top = ring(size.heightMm)
  const seam = edge(writer, bottom.vertex, top.vertex, straight(writer, bottom.start, Z))
  const axis = writer.placement([centreX, centreY, 0], Z, X)
  const surface = writer.add('CYLINDRICAL_SURFACE', "''", axis, real(radiusMm))
  return { bottom: bottom.edge, top: top.edge, seam, surface }
}

/** The cylinder's own normal points away from its axis, into the material: hence the `.F.`. */
function holeFace(writer: StepWriter, { bottom, top, seam, surface }: Hole): Ref {
  const loop = bound(writer, 'FACE_OUTER_BOUND', [bottom.back, seam.forth, top.forth, seam.back])
  return writer.add('ADVANCED_FACE', "''", list([loop]), surface, '.F.')
}
