import { expect, it } from 'vitest'
import type { GeometryAnswer } from '../../../src/contract/geometry.ts'
import { sourceOf } from './source.ts'

const geometry: GeometryAnswer = {
  status: 'ready',
  bounding_box_mm: { x: 1, y: 1, z: 1 },
  volume_mm3: 1,
  area_mm2: 6,
  outline_length_mm: null,
  triangles: 12,
  watertight: true,
  units: 'mm',
  extent: { x: 1, y: 1, z: 1 },
  has_preview: true,
  reason: null,
}

const of = (name: string, members: Partial<GeometryAnswer> | null = {}, bytes = 684) =>
  sourceOf({
    name,
    bytes,
    geometry: members && { ...geometry, ...members },
    contentUrl: '/content',
    previewUrl: '/preview',
  })

it.each([
  ['an STL as it is', of('a.stl'), { kind: 'load', url: '/content', format: 'stl', large: null }],
  ['an STL before it is measured', of('a.STL', { status: 'pending' }), { kind: 'load', url: '/content' }],
  ['an STL of no unit', of('a.stl', { status: 'needs_units' }), { kind: 'load', url: '/content' }],
  ['a large STL when asked', of('a.stl', {}, 48e6), { kind: 'load', large: 'It is 48 MB' }],
  ['a STEP by its copy', of('a.step'), { kind: 'load', url: '/preview', format: 'glb', large: null }],
  ['a fine STEP when asked', of('a.stp', { triangles: 500_000 }), { large: 'It has 500,000 triangles' }],
  ['a STEP later', of('a.step', { status: 'pending' }), { kind: 'wait' }],
  ['no broken file', of('a.step', { status: 'failed', reason: 'It is cut off.' }), { why: 'It is cut off.' }],
  ['no drawing', of('a.dxf', { has_preview: false }), { kind: 'none', why: expect.stringContaining('flat') }],
  ['nothing too fine', of('a.obj', { has_preview: false, triangles: 2e6 }), { kind: 'none' }],
  ['no other kind of file', of('a.pdf', null), { kind: 'none' }],
])('%s', (_, source, expected) => {
  expect(source).toMatchObject(expected)
})
