import type { LengthUnit } from '../../domain/geometry/figures.ts'
import type { MeshSink } from '../../domain/geometry/mesh-sink.ts'
import { unreadable } from '../../domain/geometry/unreadable.ts'
import {
  type Component,
  type Model,
  type ModelObject,
  readModel,
  readXml,
  type Transform,
} from './three-mf-model.ts'
import { Zip } from './zip.ts'

/** Of all parts together. A mesh of five million triangles takes about as much. */
const mostUnpackedBytes = 512 * 1024 * 1024
const deepestComponent = 16
const mostInstances = 100_000
const mostParts = 1_000

const relationships = '_rels/.rels'
const modelType = 'http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel'
const usualModel = '3D/3dmodel.model'

/** Inner first. Rows times rows, the last one moves. */
function compose(inner: Transform | null, outer: Transform | null): Transform | null {
  if (inner === null || outer === null) return inner ?? outer
  const at = (matrix: Transform, row: number, column: number) => matrix[row * 3 + column] as number
  return Array.from({ length: 12 }, (_, index) => {
    const row = Math.floor(index / 3)
    const column = index % 3
    let sum = row === 3 ? at(outer, 3, column) : 0
    for (let k = 0; k < 3; k++) sum += at(inner, row, k) * at(outer, k, column)
    return sum
  })
}

const isMirrored = (m: Transform): boolean => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = m
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) < 0
}

/** The parts of a package, each read once. */
class Package {
  readonly #zip: Zip
  readonly #models = new Map<string, Promise<Model>>()

  constructor(bytes: Uint8Array) {
    this.#zip = new Zip(bytes, mostUnpackedBytes)
  }

  /** Where the package says that its model stands. */
  async root(): Promise<string> {
    let target = usualModel
    const chunks = this.#zip.read(relationships)
    if (chunks !== undefined)
      await readXml(chunks, ({ name, attributes }) => {
        if (name === 'Relationship' && attributes.Type === modelType) target = attributes.Target ?? usualModel
      })
    return target.replace(/^\/+/, '')
  }

  model(path: string): Promise<Model> {
    const known = this.#models.get(path)
    if (known !== undefined) return known
    if (this.#models.size === mostParts) throw unreadable(`has more than ${mostParts} parts`)
    const chunks = this.#zip.read(path)
    if (chunks === undefined) throw unreadable('has no 3D model inside')
    const model = readModel(chunks)
    this.#models.set(path, model)
    return model
  }
}

/** Puts the meshes of objects where the build and their components place them. */
class Assembly {
  readonly #package: Package
  readonly #sink: MeshSink
  readonly #points = new Float64Array(9)
  #instances = 0

  constructor(parts: Package, sink: MeshSink) {
    this.#package = parts
    this.#sink = sink
  }

  async add(component: Component, within: string, outer: Transform | null, depth: number): Promise<void> {
    if (depth > deepestComponent)
      throw unreadable(`has components in components, more than ${deepestComponent} deep`)
    if (++this.#instances > mostInstances)
      throw unreadable(`repeats its objects more than ${mostInstances} times`)
    const path = component.path?.replace(/^\/+/, '') ?? within
    const object = (await this.#package.model(path)).objects.get(component.objectId)
    if (object === undefined) throw unreadable('has a component that does not exist')
    if (object.isSupport) return
    const transform = compose(component.transform, outer)
    this.#addMesh(object, transform)
    for (const inner of object.components) await this.add(inner, path, transform, depth + 1)
  }

  #addMesh({ vertices, triangles }: ModelObject, transform: Transform | null): void {
    // A mirror turns a body inside out.
    const order = transform !== null && isMirrored(transform) ? [0, 2, 1] : [0, 1, 2]
    for (let at = 0; at < triangles.length; at += 3) {
      for (let corner = 0; corner < 3; corner++)
        this.#put(corner, vertices, triangles[at + (order[corner] as number)] as number, transform)
      this.#sink.face(this.#points, 3)
    }
  }

  #put(corner: number, vertices: readonly number[], vertex: number, m: Transform | null): void {
    const x = vertices[vertex * 3] as number
    const y = vertices[vertex * 3 + 1] as number
    const z = vertices[vertex * 3 + 2] as number
    for (let axis = 0; axis < 3; axis++)
      this.#points[corner * 3 + axis] =
        m === null
          ? (vertices[vertex * 3 + axis] as number)
          : x * (m[axis] as number) +
            y * (m[3 + axis] as number) +
            z * (m[6 + axis] as number) +
            (m[9 + axis] as number)
  }
}

/** 3MF core, and the production extension's parts: the meshes of what is to be built, in the package's unit. */
export async function readThreeMf(bytes: Uint8Array, sink: MeshSink): Promise<LengthUnit> {
  const parts = new Package(bytes)
  const root = await parts.root()
  const model = await parts.model(root)
  const assembly = new Assembly(parts, sink)
  for (const item of model.items) await assembly.add(item, root, null, 0)
  return model.unit
}
