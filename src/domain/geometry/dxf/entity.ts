import { toNumber } from '../tokens.ts'
import { unreadable } from '../unreadable.ts'
import type { Vertex } from './curves.ts'
import type { Group } from './groups.ts'
import type { Affine } from './path.ts'

/** The groups of one entity of a drawing. */
export class Entity {
  readonly type: string
  readonly groups: Group[] = []

  constructor(type: string) {
    this.type = type
  }

  text(code: number): string | undefined {
    return this.groups.find((group) => group.code === code)?.value
  }

  number(code: number, otherwise = 0): number {
    const value = this.text(code)
    return value === undefined ? otherwise : toNumber(value)
  }

  /** All values of a code, in order. */
  numbers(code: number): number[] {
    return this.groups.filter((group) => group.code === code).map(({ value }) => toNumber(value))
  }

  /** In radians; stored in degrees. */
  angle(code: number, otherwise = 0): number {
    return (this.number(code, otherwise) * Math.PI) / 180
  }

  flag(bit: number): boolean {
    return (this.number(70) & bit) !== 0
  }

  /** Of a LWPOLYLINE: each 10 begins a vertex. */
  vertices(): Vertex[] {
    const vertices: Vertex[] = []
    for (const { code, value } of this.groups) {
      const last = vertices.at(-1)
      if (code === 10) vertices.push({ x: toNumber(value), y: 0, bulge: 0 })
      else if (last !== undefined && code === 20) last.y = toNumber(value)
      else if (last !== undefined && code === 42) last.bulge = toNumber(value)
    }
    return vertices
  }

  /** An entity seen from below is mirrored; one that stands on another plane is not part of a flat drawing. */
  plane(): Affine {
    const [x, y, z] = [this.number(210), this.number(220), this.number(230, 1)]
    if (Math.abs(x) > 1e-6 || Math.abs(y) > 1e-6)
      throw unreadable('is not flat: it has curves in several planes')
    return z < 0 ? [-1, 0, 0, 1, 0, 0] : [1, 0, 0, 1, 0, 0]
  }
}
