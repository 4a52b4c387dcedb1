import type { MeshSink } from './mesh-sink.ts'
import { Tokens, toNumber } from './tokens.ts'
import { unreadable } from './unreadable.ts'

/** 24 bytes each. */
const mostVertices = 5_000_000
const mostCorners = 10_000

/** A list of points that grows, up to a limit. */
class Vertices {
  #values = new Float64Array(3 * 1024)
  count = 0

  add(x: number, y: number, z: number): void {
    if (this.count === mostVertices) throw unreadable(`has more than ${mostVertices / 1e6} million vertices`)
    const at = this.count * 3
    if (at === this.#values.length) {
      const larger = new Float64Array(Math.min(this.#values.length * 2, mostVertices * 3))
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values.set([x, y, z], at)
    this.count += 1
  }

  copyTo(target: Float64Array, corner: number, vertex: number): void {
    for (let axis = 0; axis < 3; axis++) target[corner * 3 + axis] = this.#values[vertex * 3 + axis] as number
  }

  /** The vertex that a corner such as `7`, `-1/2` or `7//3` names: counted from 1, or backwards from the last. */
  at(word: string): number {
    const number = Number.parseInt(word, 10)
    const index = number < 0 ? this.count + number : number - 1
    if (!(index >= 0 && index < this.count)) throw unreadable('has a face with a corner that does not exist')
    return index
  }
}

/** Wavefront OBJ: its vertices and polygons. It says nothing of its unit. Free-form surfaces are passed over. */
export function readObj(bytes: Uint8Array, sink: MeshSink): void {
  const tokens = new Tokens(bytes)
  const vertices = new Vertices()
  const points = new Float64Array(mostCorners * 3)
  for (let word = tokens.next(); word !== null; word = tokens.next()) {
    if (word === 'v')
      vertices.add(
        toNumber(tokens.nextInLine()),
        toNumber(tokens.nextInLine()),
        toNumber(tokens.nextInLine()),
      )
    else if (word === 'f') readFace(tokens, vertices, points, sink)
    tokens.skipLine()
  }
}

function readFace(tokens: Tokens, vertices: Vertices, points: Float64Array, sink: MeshSink): void {
  let corners = 0
  for (let word = tokens.nextInLine(); word !== null; word = tokens.nextInLine()) {
    // A line that goes on in the next one.
    if (word === '\\') {
      tokens.skipLine()
      const next = tokens.next()
      if (next === null) break
      word = next
    }
    if (corners === mostCorners) throw unreadable(`has a face with more than ${mostCorners} corners`)
    vertices.copyTo(points, corners, vertices.at(word))
    corners += 1
  }
  if (corners < 3) throw unreadable('has a face with fewer than three corners')
  sink.face(points, corners)
}
