import {
  Box3,
  Box3Helper,
  Color,
  DoubleSide,
  EdgesGeometry,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshStandardMaterial,
  Plane,
  Vector3,
} from 'three'
import type { PartColours } from './colours.ts'
import type { Shape } from './geometry.ts'

/** Above this many triangles looking for edges would hold up the page. */
const mostForEdges = 300_000
const edgeDegrees = 28

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

/** A part with its edges and the box around it, ready to be drawn. */
export class Model {
  readonly group = new Group()
  readonly box: Box3
  /** Of the sphere around it. */
  readonly radius: number
  readonly #mesh: Mesh
  readonly #edges: LineSegments | null
  readonly #frame: Box3Helper
  readonly #plane = new Plane()
  readonly #material: MeshStandardMaterial
  readonly #line = new LineBasicMaterial()

  constructor({ geometry, triangles, flat }: Shape) {
    this.#material = new MeshStandardMaterial({
      flatShading: flat,
      side: DoubleSide,
      metalness: 0.15,
      roughness: 0.62,
      // Edges lie on the faces, and are drawn before them.
      polygonOffset: true,
      polygonOffsetFactor: 1,
      polygonOffsetUnits: 1,
    })
    this.#mesh = new Mesh(geometry, this.#material)
    this.#edges =
      triangles > mostForEdges ? null : new LineSegments(new EdgesGeometry(geometry, edgeDegrees), this.#line)
    this.box = new Box3().setFromObject(this.#mesh)
    this.radius = Math.max(this.box.getSize(new Vector3()).length() / 2, 1e-6)
    this.#frame = new Box3Helper(this.box)
    this.group.add(this.#mesh, this.#frame)
    if (this.#edges) this.group.add(this.#edges)
  }

  get centre(): Vector3 {
    return this.box.getCenter(new Vector3())
  }

  paint({ part, line, frame }: PartColours): void {
    this.#material.color = new Color(part)
    this.#line.color = new Color(line)
    if (this.#frame.material instanceof LineBasicMaterial) this.#frame.material.color = new Color(frame)
  }

  show({ edges, wireframe, box, section }: Look): void {
    this.#material.wireframe = wireframe
    this.#frame.visible = box
    if (this.#edges) this.#edges.visible = edges && !wireframe
    const planes = section === null ? null : [this.#cut(section)]
    this.#material.clippingPlanes = planes
    this.#line.clippingPlanes = planes
    this.#material.needsUpdate = true
    this.#line.needsUpdate = true
  }

  #cut({ axis, share }: Section): Plane {
    const { min, max } = this.box
    const normal = new Vector3()
    normal[axis] = -1
    return this.#plane.set(normal, min[axis] + share * (max[axis] - min[axis]))
  }

  /** Where the lengths along the axes are written: the middle of an edge of the box each. */
  anchors(): readonly Vector3[] {
    const { min, max } = this.box
    const { x, y, z } = this.centre
    return [new Vector3(x, min.y, min.z), new Vector3(max.x, y, min.z), new Vector3(max.x, max.y, z)]
  }

  dispose(): void {
    this.#mesh.geometry.dispose()
    this.#edges?.geometry.dispose()
    this.#frame.geometry.dispose()
    this.#material.dispose()
    this.#line.dispose()
    this.#frame.dispose()
  }
}
