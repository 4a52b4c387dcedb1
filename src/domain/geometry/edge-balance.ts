/** Scrambles 32 bits so that each of them depends on all (the finalizer of MurmurHash3). */
function mix(value: number): number {
  let h = value ^ (value >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}

const lanes = [0x2545f491, 0x5bd1e995] as const

/**
 * Whether the edges of a mesh close, without keeping a single one. Each edge is hashed without its direction. The XOR
 * of all is zero when every edge comes an even number of times: the surface is closed. The sum, each edge counted
 * positive one way and negative the other, is zero when every edge is walked as often one way as the other: its faces
 * agree on which side is outside. Two lanes of 32 bits: a mesh that does not close passes once in 2^64.
 *
 * Corners are the same point when they are the same in single precision, as STL stores them.
 */
export class EdgeBalance {
  readonly #single = new Float32Array(3)
  readonly #bits = new Int32Array(this.#single.buffer)
  readonly #parity = new Int32Array(2)
  readonly #signed = new Int32Array(2)
  /** Hashes of the corners of the face at hand, two for each. */
  #corners = new Int32Array(64)

  face(points: Float64Array, corners: number): void {
    if (this.#corners.length < corners * 2) this.#corners = new Int32Array(corners * 4)
    for (let corner = 0; corner < corners; corner++) this.#hashCorner(points, corner)
    for (let corner = 0; corner < corners; corner++) this.#edge(corner, (corner + 1) % corners)
  }

  #hashCorner(points: Float64Array, corner: number): void {
    // Adding zero turns −0 into 0: they are one place.
    for (let axis = 0; axis < 3; axis++) this.#single[axis] = (points[corner * 3 + axis] as number) + 0
    const [x = 0, y = 0, z = 0] = this.#bits
    for (let lane = 0; lane < 2; lane++)
      this.#corners[corner * 2 + lane] = mix(mix(mix(x ^ (lanes[lane] as number)) + y) + z)
  }

  #edge(from: number, to: number): void {
    const a0 = this.#corners[from * 2] as number
    const a1 = this.#corners[from * 2 + 1] as number
    const b0 = this.#corners[to * 2] as number
    const b1 = this.#corners[to * 2 + 1] as number
    if (a0 === b0 && a1 === b1) return
    const isForward = a0 < b0 || (a0 === b0 && a1 < b1)
    for (let lane = 0; lane < 2; lane++) {
      const a = lane === 0 ? a0 : a1
      const b = lane === 0 ? b0 : b1
      const edge = isForward ? mix(mix(a + 1) + b) : mix(mix(b + 1) + a)
      this.#parity[lane] = (this.#parity[lane] as number) ^ edge
      this.#signed[lane] = (this.#signed[lane] as number) + (isForward ? edge : -edge)
    }
  }

  get isClosed(): boolean {
    return this.#parity.every((lane) => lane === 0)
  }

  get isOriented(): boolean {
    return this.#signed.every((lane) => lane === 0)
  }
}
