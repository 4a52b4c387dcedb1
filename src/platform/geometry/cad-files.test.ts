import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { computeGeometry } from './compute.ts'
import type { GeometryQuestion } from './read.ts'
import { igesUnit, stepUnit } from './stated-unit.ts'
import { igesBox } from './testing/packages.ts'

const limits = { timeoutMs: 60_000, heapMegabytes: 1_024, signal: new AbortController().signal }

async function compute(format: GeometryQuestion['format'], bytes: Uint8Array) {
  const outcome = await computeGeometry({ bytes: Uint8Array.from(bytes), format, statedUnit: null }, limits)
  return outcome.status === 'found' ? outcome.found.figures : outcome
}

describe('files of real CAD systems', () => {
  const folder = new URL('../../../../shared/cad/', import.meta.url)
  const isThere = existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.step'))
  if (!isThere) console.warn(`SKIPPED: no CAD files of other systems at ${folder.pathname}`)
  const read = (name: string) => readFileSync(new URL(name, folder))

  describe.skipIf(!isThere)('have the figures that others measured', () => {
    test.each([
      ['cube-in.step', 'in'],
      ['cube-m.step', 'm'],
      ['cube-mm.step', 'mm'],
    ])('%s: one cube in whatever unit', async (name, units) => {
      expect(await compute('step', read(name))).toMatchObject({
        units,
        bounding_box_mm: { x: 1_000, y: 1_000, z: 1_000 },
        volume_mm3: 1e9,
        area_mm2: 6e6,
        watertight: true,
        triangles: 12,
      })
    })

    test.each([
      ['io1-cm-214.stp', { x: 31, y: 88, z: 88 }, 78_176],
      ['as1-oc-214.stp', { x: 200, y: 150, z: 84 }, 764_430],
    ])('%s', async (name, box, volume) => {
      const figures = await compute('step', read(name))
      expect(figures).toMatchObject({ bounding_box_mm: box, watertight: true })
      expect(('volume_mm3' in figures ? (figures.volume_mm3 ?? 0) : 0) / volume).toBeCloseTo(1, 3)
    })
  })
})

describe('IGES', () => {
  test.each([
    [1, 'in', 25.4],
    [2, 'mm', 1],
    [6, 'm', 1_000],
  ])('unit flag %i is %s', async (flag, units, factor) => {
    const figures = await compute('iges', igesBox(2, 3, 4, flag))
    expect(figures).toMatchObject({ units, extent: { x: 2, y: 3, z: 4 }, triangles: 12, watertight: true })
    expect(('volume_mm3' in figures ? (figures.volume_mm3 ?? 0) : 0) / (24 * factor ** 3)).toBeCloseTo(1, 6)
  })
})

describe('security case 39: refused', () => {
  test.each<[GeometryQuestion['format'], string, string]>([
    ['step', '', 'The file is no STEP file, or is damaged.'],
    ['step', 'hello', 'The file is no STEP file, or is damaged.'],
    ['step', `ISO-10303-21;HEADER;${'('.repeat(200_000)}`, 'The file is no STEP file, or is damaged.'],
    ['step', 'ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n', 'The file'],
    ['iges', '', 'The file'],
    ['iges', 'S      1\n'.repeat(100), 'The file'],
  ])('%s: %#', async (format, text, reason) => {
    const outcome = await compute(format, new TextEncoder().encode(text))
    expect(outcome).toMatchObject({ status: 'failed', reason: expect.stringContaining(reason) })
  })
})

describe('units as written', () => {
  test.each([
    ['#1=(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.));', 'mm'],
    ['#1 = ( LENGTH_UNIT () NAMED_UNIT ( * ) SI_UNIT ( .CENTI. , .METRE. ) ) ;', 'cm'],
    ['#1=(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT($,.METRE.));', 'm'],
    [
      "#1=(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.));#2=(CONVERSION_BASED_UNIT('INCH',#3)LENGTH_UNIT()NAMED_UNIT(#4));",
      'in',
    ],
    ["#2=(CONVERSION_BASED_UNIT('FOOT',#3)LENGTH_UNIT()NAMED_UNIT(#4));", 'ft'],
    ['', 'mm'],
    [`${'LENGTH_UNIT'.repeat(1_000)}`, 'mm'],
  ])('STEP %#: %s', (text, unit) => {
    expect(stepUnit(text)).toBe(unit)
  })

  test('IGES without a global section is in inches', () => {
    expect(igesUnit('hello')).toBe('in')
  })
})
