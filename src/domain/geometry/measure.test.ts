import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inMillimetres } from './figures.ts'
import { Measure } from './measure.ts'
import { box, feed, type Triangles } from './testing/meshes.ts'

function measured(triangles: Triangles) {
  const measure = new Measure()
  feed(measure, triangles)
  return measure.finish('mm')
}

const turned = (triangles: Triangles): Triangles => triangles.map((points) => [...points].reverse())
const moved = (triangles: Triangles, by: number): Triangles =>
  triangles.map((points) => points.map(([x, y, z]) => [x + by, y - by, z + by]))
const size = fc.integer({ min: 1, max: 1_000 })

test('a box has the figures of a box', () => {
  expect(measured(box(2, 3, 4))).toEqual({
    extent: { x: 2, y: 3, z: 4 },
    volume: 24,
    area: 52,
    outlineLength: null,
    triangles: 12,
    watertight: true,
    unit: 'mm',
  })
})

test('wherever it stands, whichever way it is turned, in whatever order its faces come', () => {
  fc.assert(
    fc.property(size, size, size, fc.integer({ min: -4096, max: 4096 }), (x, y, z, by) => {
      const figures = measured(turned(moved(box(x, y, z), by)).toReversed())
      expect(figures.watertight).toBe(true)
      expect(figures.volume).toBeCloseTo(x * y * z, 3)
    }),
  )
})

test('without any one of its triangles it is not watertight, and has no volume', () => {
  fc.assert(
    fc.property(size, size, size, fc.nat(11), (x, y, z, missing) => {
      const open = measured(box(x, y, z).filter((_, index) => index !== missing))
      expect(open).toMatchObject({ watertight: false, volume: null, triangles: 11 })
    }),
  )
})

test('with any one of them turned it is closed, but nobody can say what is inside', () => {
  fc.assert(
    fc.property(fc.nat(11), (wrong) => {
      const faces = box(1, 2, 3).map((points, index) => (index === wrong ? [...points].reverse() : points))
      expect(measured(faces)).toMatchObject({ watertight: true, volume: null, area: 22 })
    }),
  )
})

test('two boxes that touch are as large as both', () => {
  const beside = box(1, 1, 1).map((points) => points.map(([x, y, z]) => [x + 1, y, z] as const))
  expect(measured([...box(1, 1, 1), ...(beside as Triangles)])).toMatchObject({ watertight: true, volume: 2 })
})

test('−0 is 0: a corner is one place', () => {
  const faces = box(1, 1, 1).map((points, index) =>
    index % 2 === 0 ? points.map((point) => point.map((value) => value || -0)) : points,
  ) as Triangles
  expect(measured(faces).watertight).toBe(true)
})

test('a polygon that is not convex has its own area, not that of its fan', () => {
  const measure = new Measure()
  // An arrow head.
  measure.face(Float64Array.from([0, 0, 0, 4, -4, 0, 0, 4, 0, -4, -4, 0]), 4)
  expect(measure.finish('mm').area).toBe(16)
})

describe('refused', () => {
  test.each([
    ['nothing', []],
    [
      'NaN',
      [
        [
          [Number.NaN, 0, 0],
          [1, 0, 0],
          [0, 1, 0],
        ],
      ],
    ],
    [
      'Infinity',
      [
        [
          [0, 0, 0],
          [Number.POSITIVE_INFINITY, 0, 0],
          [0, 1, 0],
        ],
      ],
    ],
    [
      'what is beyond all numbers',
      [
        [
          [0, 0, 0],
          [1e200, 0, 0],
          [0, 1e200, 0],
        ],
      ],
    ],
  ])('%s', (_, triangles) => {
    expect(() => measured(triangles as unknown as Triangles)).toThrow(/holds no faces|not a number|too large/)
  })
})

describe('in millimetres', () => {
  const raw = measured(box(2, 2, 2))

  test.each([
    ['mm', 8],
    ['in', 131_096.512],
    ['m', 8e9],
  ] as const)('from %s', (unit, volume) => {
    expect(inMillimetres({ ...raw, unit: null }, unit)).toMatchObject({ units: unit, volume_mm3: volume })
  })

  test('what the file says comes before what its owner says', () => {
    expect(inMillimetres({ ...raw, unit: 'cm' }, 'in')).toMatchObject({ units: 'cm', volume_mm3: 8_000 })
  })

  test('without a unit there are no millimetres', () => {
    expect(inMillimetres({ ...raw, unit: null }, null)).toEqual({
      extent: { x: 2, y: 2, z: 2 },
      units: null,
      bounding_box_mm: null,
      volume_mm3: null,
      area_mm2: null,
      outline_length_mm: null,
      triangles: 12,
      watertight: true,
    })
  })
})
