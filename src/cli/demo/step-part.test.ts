import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { computeGeometry } from '../../platform/geometry/index.ts'
import { makeStepPart, type StepPartOptions } from './step-part.ts'
import { real, text } from './step-writer.ts'
import { parseStep, refsIn, type StepFile } from './testing/step-file.ts'
import { shellsOf } from './testing/step-topology.ts'

const PLATE: StepPartOptions = {
  widthMm: 80,
  depthMm: 50,
  heightMm: 10,
  holeDiameterMm: 12.5,
  name: 'Mounting plate',
  now: new Date('2026-03-04T05:06:07.890Z'),
}

function expectSound(file: StepFile): void {
  const values = [...file.data.values()].flat().flatMap(({ parameters }) => parameters)
  expect(values.flatMap(refsIn).filter((ref) => !file.data.has(ref))).toEqual([])
  for (const shell of shellsOf(file)) {
    expect(shell.loose).toEqual([])
    expect(shell.genus).toBeGreaterThanOrEqual(0)
    expect(Number.isInteger(shell.genus)).toBe(true)
  }
}

function all(file: StepFile, keyword: string) {
  return [...file.data.values()].flat().filter((entity) => entity.keyword === keyword)
}

describe('the demo part', () => {
  const file = parseStep(makeStepPart(PLATE))

  test('is one closed body with one hole through it', () => {
    expectSound(file)
    expect(shellsOf(file)).toEqual([{ vertices: 10, edges: 15, faces: 7, loops: 9, genus: 1, loose: [] }])
    expect(all(file, 'MANIFOLD_SOLID_BREP')).toHaveLength(1)
    expect(all(file, 'PLANE')).toHaveLength(6)
  })

  test('has its size and volume for who reads shapes', async () => {
    const bytes = new TextEncoder().encode(makeStepPart(PLATE))
    const { signal } = new AbortController()
    const question = { bytes, format: 'step', statedUnit: null } as const
    const outcome = await computeGeometry(question, { timeoutMs: 60_000, heapMegabytes: 1_024, signal })
    const figures = outcome.status === 'found' ? outcome.found.figures : undefined
    expect(figures).toMatchObject({
      units: 'mm',
      bounding_box_mm: { x: 80, y: 50, z: 10 },
      watertight: true,
    })
    expect((figures?.volume_mm3 ?? 0) / (80 * 50 * 10 - Math.PI * 6.25 ** 2 * 10)).toBeCloseTo(1, 3)
  })

  test('has the asked size, in millimetres', () => {
    const points = all(file, 'CARTESIAN_POINT').map(({ parameters }) => {
      const [, at] = parameters
      return typeof at === 'object' && 'list' in at ? at.list.map(Number) : []
    })
    const extent = [0, 1, 2].map((axis) => Math.max(...points.map((at) => at[axis] ?? Number.NaN)))
    expect(extent).toEqual([80, 50, 10])
    expect(Math.min(...points.flat())).toBe(0)
    expect(all(file, 'CYLINDRICAL_SURFACE')[0]?.parameters[2]).toBe('6.25')
    expect(all(file, 'SI_UNIT').map(({ parameters }) => parameters)).toContainEqual(['.MILLI.', '.METRE.'])
  })

  test('says what it is, when, and by which protocol', () => {
    const [, name, schema] = file.header
    expect(name?.parameters.slice(0, 2)).toEqual(["'Mounting plate.step'", "'2026-03-04T05:06:07'"])
    expect(JSON.stringify(schema)).toContain('AUTOMOTIVE_DESIGN')
    expect(all(file, 'PRODUCT')[0]?.parameters[0]).toBe("'Mounting plate'")
  })

  test('the same options give the same file', () => {
    expect(makeStepPart(PLATE)).toBe(makeStepPart({ ...PLATE }))
  })

  test('is sound for any size and name', () => {
    const lengthMm = fc.double({ min: 1e-3, max: 1e5, noNaN: true })
    fc.assert(
      fc.property(
        lengthMm,
        lengthMm,
        lengthMm,
        fc.string({ unit: 'binary' }),
        (widthMm, depthMm, heightMm, name) => {
          const holeDiameterMm = Math.min(widthMm, depthMm) / 2
          expectSound(parseStep(makeStepPart({ ...PLATE, widthMm, depthMm, heightMm, holeDiameterMm, name })))
        },
      ),
      { numRuns: 50 },
    )
  })

  test.each([
    { widthMm: 0 },
    { depthMm: -1 },
    { heightMm: Number.NaN },
    { heightMm: Number.POSITIVE_INFINITY },
    { holeDiameterMm: 0 },
    { holeDiameterMm: 50 },
  ])('%j is no part', (change) => {
    expect(() => makeStepPart({ ...PLATE, ...change })).toThrow(RangeError)
  })
})

test.each([
  [12, '12.'],
  [0.5, '0.5'],
  [-3, '-3.'],
  [1e-7, '1.E-7'],
  [2.5e21, '2.5E21'],
])('the number %d is written %s', (value, written) => {
  expect(real(value)).toBe(written)
})

test.each([
  ["Jo's C:\\", "'Jo''s C:\\\\'"],
  ['Maß', "'Ma\\X2\\00DF\\X0\\'"],
  ['😀', "'\\X4\\0001F600\\X0\\'"],
  ['a\nb', "'a b'"],
])('the text %j is written %s', (value, written) => {
  expect(text(value)).toBe(written)
})

describe('the checks themselves', () => {
  const sound = makeStepPart(PLATE)

  test.each([
    { fault: 'an edge turned round', from: /(ORIENTED_EDGE\('',\*,\*,#\d+,\.)T/, to: '$1F' },
    { fault: 'a bound turned round', from: /(FACE_BOUND\('',#\d+,\.)T/, to: '$1F' },
    { fault: 'a face left out', from: /CLOSED_SHELL\('',\(#\d+,/, to: "CLOSED_SHELL('',(" },
    { fault: 'a reference to nothing', from: /EDGE_LOOP\('',\(#\d+/, to: "EDGE_LOOP('',(#9999" },
    { fault: 'a section left open', from: /ENDSEC;\nEND/, to: 'END' },
    { fault: 'a string left open', from: /'part'/, to: "'part" },
  ])('notice $fault', ({ from, to }) => {
    const broken = sound.replace(from, to)
    expect(broken).not.toBe(sound)
    expect(() => expectSound(parseStep(broken))).toThrow()
  })

  const folder = new URL('../../../../shared/cad/', import.meta.url)
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => /\.st(e)?p$/.test(name)) : []
  if (files.length === 0) console.warn(`SKIPPED: no CAD files of other systems at ${folder.pathname}`)

  test.skipIf(files.length === 0)('pass files written by real CAD systems', () => {
    for (const name of files) {
      const file = parseStep(readFileSync(new URL(name, folder), 'latin1'))
      expectSound(file)
      expect(shellsOf(file).length, name).toBeGreaterThan(0)
    }
  })
})
