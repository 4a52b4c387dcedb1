import { describe, expect, test } from 'vitest'
import { readDxf } from './index.ts'
import {
  arc,
  block,
  circle,
  type Groups,
  insert,
  line,
  polyline,
  rectangle,
  writeDxf,
} from './testing/write-dxf.ts'

const read = (...entities: Groups[]) => readDxf(writeDxf({ insUnits: 4, entities: entities.flat() }))

describe('one closed outline', () => {
  test.each<[string, Groups, number, number, number, number]>([
    ['a circle', circle(5, 5, 10), 20, 20, Math.PI * 100, Math.PI * 20],
    ['a rectangle', rectangle(0, 0, 30, 20), 30, 20, 600, 100],
    [
      'four lines in any order and direction',
      [...line(0, 0, 30, 0), ...line(0, 20, 0, 0), ...line(30, 0, 30, 20), ...line(0, 20, 30, 20)],
      30,
      20,
      600,
      100,
    ],
    [
      'a slot of lines and arcs',
      [...line(0, 0, 30, 0), ...arc(30, 5, 5, 270, 90), ...line(30, 10, 0, 10), ...arc(0, 5, 5, 90, 270)],
      40,
      10,
      300 + Math.PI * 25,
      60 + Math.PI * 10,
    ],
    [
      'the same slot with bulges',
      polyline([
        [0, 0],
        [30, 0, 1],
        [30, 10],
        [0, 10, 1],
      ]),
      40,
      10,
      300 + Math.PI * 25,
      60 + Math.PI * 10,
    ],
    [
      'an arc that bites into a square',
      polyline([
        [0, 0],
        [10, 0],
        [10, 10, -1],
        [0, 10],
      ]),
      10,
      10,
      100 - (Math.PI * 25) / 2,
      30 + Math.PI * 5,
    ],
    [
      'an ellipse',
      [0, 'ELLIPSE', ...[10, 0, 20, 0, 11, 20, 21, 0, 40, 0.5, 41, 0, 42, 2 * Math.PI]],
      40,
      20,
      Math.PI * 200,
      96.884,
    ],
    [
      'a polyline of the old form',
      [
        ...[0, 'POLYLINE', 66, 1, 70, 1],
        ...[0, 'VERTEX', 10, 0, 20, 0],
        ...[0, 'VERTEX', 10, 9, 20, 0],
        ...[0, 'VERTEX', 10, 9, 20, 4],
        ...[0, 'SEQEND'],
      ],
      9,
      4,
      18,
      13 + Math.hypot(9, 4),
    ],
    [
      'a quarter turn of a rational spline, closed by lines',
      [
        ...[0, 'SPLINE', 70, 4, 71, 2, 40, 0, 40, 0, 40, 0, 40, 1, 40, 1, 40, 1],
        ...[41, 1, 41, Math.SQRT1_2, 41, 1],
        ...[10, 10, 20, 0, 10, 10, 20, 10, 10, 0, 20, 10],
        ...line(0, 10, 0, 0),
        ...line(0, 0, 10, 0),
      ],
      10,
      10,
      Math.PI * 25,
      20 + Math.PI * 5,
    ],
  ])('%s', (_, entities, x, y, area, length) => {
    const figures = read(entities)
    expect(figures).toMatchObject({ volume: null, triangles: 0, watertight: null, unit: 'mm' })
    expect(figures.extent.x).toBeCloseTo(x, 6)
    expect(figures.extent.y).toBeCloseTo(y, 6)
    expect((figures.area ?? 0) / area).toBeCloseTo(1, 3)
    expect((figures.outlineLength ?? 0) / length).toBeCloseTo(1, 3)
  })
})

describe('area', () => {
  test('holes are taken out, islands in them count again', () => {
    const { area } = read(rectangle(0, 0, 100, 100), rectangle(10, 10, 50, 50), rectangle(20, 20, 5, 5))
    expect(area).toBe(10_000 - 2_500 + 25)
  })

  test.each<[string, Groups[]]>([
    ['an outline is open', [line(0, 0, 10, 0), line(10, 0, 10, 10), line(10, 10, 0, 10)]],
    ['a line is alone inside', [rectangle(0, 0, 10, 10), line(2, 2, 3, 3)]],
    ['a line is drawn twice', [...[0, 1].map(() => line(0, 0, 10, 0)), line(10, 0, 5, 5), line(5, 5, 0, 0)]],
    ['two outlines cross', [rectangle(0, 0, 10, 10), rectangle(5, 5, 10, 10)]],
    [
      'an outline crosses itself',
      [
        polyline([
          [0, 0],
          [10, 10],
          [10, 0],
          [0, 10],
        ]),
      ],
    ],
  ])('none where %s, but a length', (_, entities) => {
    const figures = read(...entities)
    expect(figures.area).toBeNull()
    expect(figures.outlineLength).toBeGreaterThan(0)
  })

  test('gaps of rounding do not open an outline', () => {
    const { area } = read(line(0, 0, 10, 0), line(10.00001, 0, 5, 5), line(5, 5.00001, 0, 0.00001))
    expect(area).toBeCloseTo(25, 3)
  })
})

describe('blocks', () => {
  const hole = block('HOLE', circle(0, 0, 1))
  const place = (groups: Groups) => readDxf(writeDxf({ blocks: hole, entities: insert('HOLE', groups) }))

  test('are moved, scaled and turned', () => {
    const figures = place([10, 50, 20, 60, 41, 3, 42, 3, 50, 45])
    expect(figures.area).toBeCloseTo(Math.PI * 9, 3)
    expect(figures.outlineLength).toBeCloseTo(Math.PI * 6, 3)
  })

  test('repeat in rows and columns', () => {
    const figures = place([10, 0, 20, 0, 70, 4, 71, 3, 44, 10, 45, 20])
    expect(figures.area).toBeCloseTo(12 * Math.PI, 3)
    expect(figures.extent).toMatchObject({ x: expect.closeTo(32, 6), y: expect.closeTo(42, 6) })
  })

  test('mirrored ones count like others', () => {
    expect(place([10, 0, 20, 0, 41, -2, 42, 2]).area).toBeCloseTo(Math.PI * 4, 3)
  })
})

test.each([
  [1, 'in'],
  [4, 'mm'],
  [5, 'cm'],
  [6, 'm'],
  [0, null],
  [99, null],
  [undefined, null],
])('$INSUNITS %s is %s', (insUnits, unit) => {
  const entities = circle(0, 0, 1)
  expect(readDxf(writeDxf({ ...(insUnits !== undefined && { insUnits }), entities })).unit).toBe(unit)
})

test('texts and what stands on paper are no outlines', () => {
  const text: Groups = [0, 'TEXT', 10, 500, 20, 500, 1, 'Scale 1:1']
  const onPaper: Groups = [...line(0, 0, 900, 900), 67, 1]
  expect(read(rectangle(0, 0, 10, 10), text, onPaper).extent).toEqual({ x: 10, y: 10, z: 0 })
})

describe('refused', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const inItself = block('A', insert('A', [10, 1, 20, 0]))
  const wide = ['A', 'B', 'C', 'D'].flatMap((name, index, names) =>
    block(name, insert(names[index + 1] ?? 'X', [10, 0, 20, 0, 70, 1_000, 71, 1_000])),
  )

  test.each([
    ['empty', bytes(''), 'is cut off: its end is missing'],
    ['something else', bytes('hello\nworld\n'), 'is no DXF file'],
    ['binary', bytes('AutoCAD Binary DXF\r\n\u001a\u0000'), 'is a binary DXF; save it as ASCII'],
    ['a line that never ends', bytes(`0\n${'x'.repeat(50_000)}`), 'has a line that never ends'],
    ['cut in a group', bytes('0\nSECTION\n2'), 'is cut off in the middle of a group'],
    ['cut', bytes('0\nSECTION\n2\nENTITIES\n0\nLINE\n10\n0\n'), 'is cut off: its end is missing'],
    ['no outlines', writeDxf({ entities: [0, 'TEXT', 1, 'hi'] }), 'holds no outlines'],
    ['NaN', writeDxf({ entities: [0, 'LINE', 10, 'NaN', 20, 0, 11, 1, 21, 1] }), 'not a number'],
    ['a radius beyond all numbers', writeDxf({ entities: circle(0, 0, 1e308) }), 'too large'],
    [
      'curves in several planes',
      writeDxf({ entities: [...circle(0, 0, 1), 210, 1, 220, 0, 230, 0] }),
      'not flat',
    ],
    ['a block in itself', writeDxf({ blocks: inItself, entities: insert('A', []) }), 'more than 16 deep'],
    [
      'blocks by the billion',
      writeDxf({ blocks: wide, entities: insert('A', []) }),
      'more than 100000 times',
    ],
  ])('%s', (_, file, reason) => {
    expect(() => readDxf(file)).toThrow(reason)
  })
})
