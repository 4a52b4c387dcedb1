import type { MeshSink } from './mesh-sink.ts'

/** Enough to look at, and small enough to send: some 20 MB at most. */
const mostPreviewTriangles = 1_000_000

const emptySlot = -1

/** Collects a mesh for looking at: single precision, equal corners once. Over its limit it keeps nothing. */
export class PreviewMesh implements MeshSink {
  readonly #mostTriangles: number
  readonly #single = new Float32Array(3)
  readonly #bits = new Int32Array(this.#single.buffer)
  #positions = new Float32Array(3 * 4096)
  #indices = new Uint32Array(3 * 4096)
  /** Open addressing: vertex numbers by the hash of their place. */
  #slots = new Int32Array(16_384).fill(emptySlot)
  #vertexCount = 0
  #indexCount = 0
  #isTooLarge = false

  constructor(mostTriangles = mostPreviewTriangles) {
    this.#mostTriangles = mostTriangles
  }

  face(points: Float64Array, corners: number): void {
    if (this.#indexCount / 3 + corners - 2 > this.#mostTriangles) this.#giveUp()
    if (this.#isTooLarge) return
    const first = this.#vertexAt(points, 0)
    let last = this.#vertexAt(points, 1)
    for (let corner = 2; corner < corners; corner++) {
      const next = this.#vertexAt(points, corner)
      this.#addTriangle(first, last, next)
      last = next
    }
  }

  /** Null when it was too much to show, or nothing. */
  finish(): { positions: Float32Array; indices: Uint32Array } | null {
    if (this.#isTooLarge || this.#indexCount === 0) return null
    return {
      positions: this.#positions.subarray(0, this.#vertexCount * 3),
      indices: this.#indices.subarray(0, this.#indexCount),
    }
  }

  #giveUp(): void {
    this.#isTooLarge = true
    this.#positions = new Float32Array(0)
    this.#indices = new Uint32Array(0)
    this.#slots = new Int32Array(0)
  }

  #addTriangle(a: number, b: number, c: number): void {
    if (a === b || b === c || c === a) return
    if (this.#indexCount + 3 > this.#indices.length) {
      const larger = new Uint32Array(this.#indices.length * 2)
      larger.set(this.#indices)
      this.#indices = larger
    }
    this.#indices[this.#indexCount] = a
    this.#indices[this.#indexCount + 1] = b
    this.#indices[this.#indexCount + 2] = c
    this.#indexCount += 3
  }

  #vertexAt(points: Float64Array, corner: number): number {
    for (let axis = 0; axis < 3; axis++) this.#single[axis] = (points[corner * 3 + axis] as number) + 0
    let slot = this.#slotOf()
    for (;;) {
      const vertex = this.#slots[slot] as number
      if (vertex === emptySlot) return this.#addVertex(slot)
      if (this.#isAt(vertex)) return vertex
      slot = (slot + 1) & (this.#slots.length - 1)
    }
  }

  #slotOf(): number {
    const [x = 0, y = 0, z = 0] = this.#bits
    const hash = Math.imul(
      Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ Math.imul(z, 0xc2b2ae3d),
      0x27d4eb2f,
    )
    return (hash ^ (hash >>> 15)) & (this.#slots.length - 1)
  }

  #isAt(vertex: number): boolean {
    return this.#single.every((value, axis) => value === this.#positions[vertex * 3 + axis])
  }

  #addVertex(slot: number): number {
    const vertex = this.#vertexCount
    if (vertex * 3 === this.#positions.length) {
      const larger = new Float32Array(this.#positions.length * 2)
      larger.set(this.#positions)
      this.#positions = larger
    }
    this.#positions.set(this.#single, vertex * 3)
    this.#slots[slot] = vertex
    this.#vertexCount += 1
    if (this.#vertexCount * 2 > this.#slots.length) this.#rehash()
    return vertex
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(emptySlot)
    for (let vertex = 0; vertex < this.#vertexCount; vertex++) {
      this.#single.set(this.#positions.subarray(vertex * 3, vertex * 3 + 3))
      let slot = this.#slotOf()
      while (this.#slots[slot] !== emptySlot) slot = (slot + 1) & (this.#slots.length - 1)
      this.#slots[slot] = vertex
    }
  }
}
