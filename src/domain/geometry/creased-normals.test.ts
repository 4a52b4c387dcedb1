import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundsOf } from './bounds.ts'
import { creasedNormals } from './creased-normals.ts'
import { featureEdges } from './feature-edges.ts'
import { PreviewMesh } from './preview-mesh.ts'
import type { ReadMesh } from './read-glb.ts'
import { box, feed } from './testing/meshes.ts'
import { tube } from './testing/tube.ts'

const degrees = Math.PI / 180

function meshOf(triangles: Parameters<typeof feed>[1]): ReadMesh {
  const mesh = new PreviewMesh()
  feed(mesh, triangles)
  return mesh.finish() as ReadMesh
}

const rows = (values: Float32Array): number[][] =>
  Array.from({ length: values.length / 3 }, (_, row) => [...values.subarray(row * 3, row * 3 + 3)])

const sides = fc.integer({ min: 3, max: 60 })

describe('creased normals', () => {
  test('faces of a box stay flat: each corner looks along an axis', () => {
    for (const normal of rows(creasedNormals(meshOf(box(2, 3, 4)), 30 * degrees)))
      expect(normal.map(Math.abs).sort()).toEqual([0, 0, 1])
  })

  test('have length one, on round and on sharp bodies', () => {
    fc.assert(
      fc.property(sides, fc.double({ min: 0.01, max: 3, noNaN: true }), (count, crease) => {
        for (const normal of rows(creasedNormals(meshOf(tube(count)), crease)))
          expect(Math.hypot(...normal)).toBeCloseTo(1, 5)
      }),
    )
  })

  test('the side of a fine cylinder is round: normals point away from its axis, however it is cut up', () => {
    const mesh = meshOf(tube(48))
    const normals = rows(creasedNormals(mesh, 30 * degrees))
    const upright = normals.filter(([, , z]) => Math.abs(z as number) < 0.5)
    expect(upright.length).toBe(48 * 6)
    for (const [corner, normal] of normals.entries()) {
      const at = (mesh.indices[corner] as number) * 3
      const [x, y] = [mesh.positions[at] as number, mesh.positions[at + 1] as number]
      if (Math.abs(normal[2] as number) < 0.5) {
        expect(normal[0]).toBeCloseTo(x / Math.hypot(x, y), 4)
        expect(normal[1]).toBeCloseTo(y / Math.hypot(x, y), 4)
      }
    }
  })

  test('a fan of very many triangles is done at once, and stays flat', () => {
    const normals = rows(creasedNormals(meshOf(tube(2_000)), 30 * degrees))
    expect(normals.filter(([, , z]) => Math.abs(z as number) > 0.999).length).toBe(2 * 2_000 * 3)
  })
})

describe('feature edges', () => {
  test('a box has twelve, and no diagonal', () => {
    const { positions, indices } = meshOf(box(2, 3, 4))
    const edges = featureEdges({ positions, indices }, 28 * degrees)
    expect(edges.length).toBe(24)
    const place = (vertex: number) => positions.subarray(vertex * 3, vertex * 3 + 3)
    for (let at = 0; at < edges.length; at += 2) {
      const [from, to] = [place(edges[at] as number), place(edges[at + 1] as number)]
      expect(from.filter((value, axis) => value !== to[axis]).length).toBe(1)
    }
  })

  test('a cylinder of so many sides has its two rims, and the lines between its sides when these are few', () => {
    fc.assert(
      fc.property(sides, (count) => {
        const lines = 360 / count >= 28 ? count : 0
        expect(featureEdges(meshOf(tube(count)), 28 * degrees).length / 2).toBe(2 * count + lines)
      }),
    )
  })

  test('an open edge is one', () => {
    expect(featureEdges(meshOf(box(1, 1, 1).slice(0, 1)), 28 * degrees).length / 2).toBe(3)
  })
})

test('the box around points; none around nothing, nor around what is no number', () => {
  expect(boundsOf(Float32Array.of(1, 2, 3, -1, 5, 3))).toEqual({ min: [-1, 2, 3], max: [1, 5, 3] })
  expect(boundsOf(new Float32Array(0))).toBeNull()
  expect(boundsOf(Float32Array.of(1, Number.NaN, 3))).toBeNull()
})
