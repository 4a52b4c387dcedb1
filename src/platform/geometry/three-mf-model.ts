import { SaxesParser, type SaxesTagPlain } from 'saxes'
import type { LengthUnit } from '../../domain/geometry/figures.ts'
import { toNumber } from '../../domain/geometry/tokens.ts'
import { UnreadableError, unreadable } from '../../domain/geometry/unreadable.ts'

/** Rows of a 4 × 3 matrix: a point as a row is multiplied from the left. */
export type Transform = readonly number[]

export interface Component {
  /** In which part its object stands; null for this one. */
  path: string | null
  objectId: string
  transform: Transform | null
}

export interface ModelObject {
  /** Support structures are made for printing and are no part of the part. */
  isSupport: boolean
  /** x, y, z after one another. */
  vertices: number[]
  /** Three vertex numbers after one another. */
  triangles: number[]
  components: Component[]
}

/** One `.model` part of a 3MF package. */
export interface Model {
  unit: LengthUnit
  objects: Map<string, ModelObject>
  items: Component[]
}

const unitByName: Readonly<Record<string, LengthUnit>> = {
  micron: 'um',
  millimeter: 'mm',
  centimeter: 'cm',
  inch: 'in',
  foot: 'ft',
  meter: 'm',
}

const deepestElement = 64
const mostVertices = 5_000_000
const mostTriangles = 5_000_000
const mostComponents = 100_000

/** Without its namespace: the elements of the core specification have no other meaning anywhere. */
const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

function toTransform(text: string | undefined): Transform | null {
  if (text === undefined) return null
  const numbers = text.trim().split(/\s+/).map(toNumber)
  if (numbers.length !== 12) throw unreadable('has a transform that is not of twelve numbers')
  return numbers
}

function toIndex(text: string | undefined, count: number): number {
  const index = Number(text)
  if (text === undefined || !Number.isInteger(index) || index < 0 || index >= count)
    throw unreadable('has a triangle with a corner that does not exist')
  return index
}

type Attributes = Readonly<Record<string, string | undefined>>

/** Puts a model together, element by element. */
class ModelBuilder {
  readonly model: Model = { unit: 'mm', objects: new Map(), items: [] }
  #object: ModelObject | undefined
  #components = 0

  open(name: string, attributes: Attributes): void {
    if (name === 'model') this.#setUnit(attributes.unit)
    else if (name === 'object') this.#addObject(attributes)
    else if (name === 'item') this.model.items.push(this.#component(attributes))
    else if (this.#object === undefined) return
    else if (name === 'vertex') this.#addVertex(this.#object, attributes)
    else if (name === 'triangle') this.#addTriangle(this.#object, attributes)
    else if (name === 'component') this.#object.components.push(this.#component(attributes))
  }

  #setUnit(name = 'millimeter'): void {
    const unit = unitByName[name]
    if (unit === undefined) throw unreadable('has a unit of length that 3MF does not know')
    this.model.unit = unit
  }

  #addObject({ id, type }: Attributes): void {
    this.#object = { isSupport: type === 'support', vertices: [], triangles: [], components: [] }
    this.model.objects.set(id ?? '', this.#object)
  }

  #addVertex({ vertices }: ModelObject, { x, y, z }: Attributes): void {
    if (vertices.length >= mostVertices * 3)
      throw unreadable(`has an object of more than ${mostVertices / 1e6} million vertices`)
    vertices.push(toNumber(x ?? null), toNumber(y ?? null), toNumber(z ?? null))
  }

  #addTriangle({ vertices, triangles }: ModelObject, { v1, v2, v3 }: Attributes): void {
    if (triangles.length >= mostTriangles * 3)
      throw unreadable(`has an object of more than ${mostTriangles / 1e6} million triangles`)
    const count = vertices.length / 3
    triangles.push(toIndex(v1, count), toIndex(v2, count), toIndex(v3, count))
  }

  #component(attributes: Attributes): Component {
    if (++this.#components > mostComponents) throw unreadable(`has more than ${mostComponents} components`)
    const path = Object.entries(attributes).find(([name]) => localName(name) === 'path')?.[1] ?? null
    return { path, objectId: attributes.objectid ?? '', transform: toTransform(attributes.transform) }
  }
}

/** Reads XML as it comes. Entities are not declared here: a document type, with which bombs begin, is refused. */
export async function readModel(chunks: AsyncIterable<Uint8Array>): Promise<Model> {
  const builder = new ModelBuilder()
  await readXml(chunks, (tag) => builder.open(localName(tag.name), tag.attributes))
  return builder.model
}

/** Calls `open` for each element; for the package's relationships, too. */
export async function readXml(
  chunks: AsyncIterable<Uint8Array>,
  open: (tag: SaxesTagPlain) => void,
): Promise<void> {
  const parser = new SaxesParser()
  let depth = 0
  parser.on('doctype', () => {
    throw unreadable('declares a document type, which 3MF has none of')
  })
  parser.on('opentag', (tag) => {
    depth += 1
    if (depth > deepestElement) throw unreadable(`has elements more than ${deepestElement} deep`)
    open(tag)
  })
  parser.on('closetag', () => {
    depth -= 1
  })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of chunks) parser.write(decoder.decode(chunk, { stream: true }))
    parser.write(decoder.decode()).close()
  } catch (error) {
    throw error instanceof UnreadableError || !isXmlFault(error)
      ? error
      : unreadable('holds a model that is not well-formed XML')
  }
}

/** Both of the parser's faults are plain errors that say where; a letter that is none is a `TypeError`. */
const isXmlFault = (error: unknown): boolean =>
  error instanceof Error && (/^(undefined:)?\d+:\d+: /.test(error.message) || error instanceof TypeError)
