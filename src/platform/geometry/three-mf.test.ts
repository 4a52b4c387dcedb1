import { describe, expect, test } from 'vitest'
import { readGeometry } from './read.ts'
import { boxObject, mesh, model, threeMf, type ZippedFile, zip } from './testing/packages.ts'

const read = async (bytes: Uint8Array) =>
  (await readGeometry({ bytes, format: '3mf', statedUnit: null })).figures
const item = (id: number | string, more = '') => `<item objectid="${id}" ${more}/>`
const component = (id: number | string, more = '') => `<component objectid="${id}" ${more}/>`
const group = (id: number, components: string) =>
  `<object id="${id}"><components>${components}</components></object>`

describe('what is built', () => {
  test.each([
    ['millimeter', 'mm', 24],
    ['micron', 'um', 24e-9],
    ['centimeter', 'cm', 24_000],
    ['inch', 'in', 393_289.536],
    ['foot', 'ft', 679_604_318],
    ['meter', 'm', 24e9],
  ])('in %s', async (unit, units, volume) => {
    const figures = await read(threeMf(model(boxObject(1, 2, 3, 4), item(1), unit)))
    expect(figures).toMatchObject({ units, volume_mm3: volume, watertight: true, triangles: 12 })
  })

  test('an item is moved, scaled and turned', async () => {
    const transform = 'transform="0 2 0 -2 0 0 0 0 2 100 100 100"'
    const { bounding_box_mm, volume_mm3 } = await read(
      threeMf(model(boxObject(1, 1, 2, 3), item(1, transform))),
    )
    expect([bounding_box_mm, volume_mm3]).toEqual([{ x: 4, y: 2, z: 6 }, 48])
  })

  test('a mirrored one is no less solid than the others', async () => {
    const mirrored = item(1, 'transform="-1 0 0 0 1 0 0 0 1 0 0 0"')
    expect(await read(threeMf(model(boxObject(1), item(1) + mirrored)))).toMatchObject({
      volume_mm3: 2,
      watertight: true,
    })
  })

  test('components in components, inner transforms first', async () => {
    const pair = component(1) + component(1, 'transform="1 0 0 0 1 0 0 0 1 5 0 0"')
    const all = component(2) + component(2, 'transform="2 0 0 0 2 0 0 0 2 0 10 0"')
    const resources = boxObject(1) + group(2, pair) + group(3, all)
    const { bounding_box_mm, volume_mm3, triangles } = await read(threeMf(model(resources, item(3))))
    expect([bounding_box_mm, volume_mm3, triangles]).toEqual([{ x: 12, y: 12, z: 2 }, 2 + 16, 48])
  })

  test('objects of other parts', async () => {
    const part = { path: '3D/Objects/o_1.model', text: model(boxObject(7, 1, 2, 3), '') }
    const root = model(group(1, component(7, 'p:path="/3D/Objects/o_1.model"')), item(1))
    expect((await read(threeMf(root, part))).volume_mm3).toBe(6)
  })

  test('what is not built, and supports, do not count', async () => {
    const support = `<object id="3" type="support">${mesh([])}</object>`
    const resources = boxObject(1) + boxObject(2, 9, 9, 9) + support
    expect((await read(threeMf(model(resources, item(1) + item(3))))).volume_mm3).toBe(1)
  })

  test('a package without relationships has its model in the usual place', async () => {
    const bytes = zip([{ path: '3D/3dmodel.model', text: model(boxObject(1), item(1)) }])
    expect((await read(bytes)).volume_mm3).toBe(1)
  })
})

describe('security case 39: refused', () => {
  const good = threeMf(model(boxObject(1), item(1)))
  const lying = (lies: ZippedFile['lies']) =>
    zip([{ path: '3D/3dmodel.model', text: model(boxObject(1), item(1)), ...(lies && { lies }) }])
  const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join(
    '',
  )
  const doubling = Array.from({ length: 40 }, (_, i) =>
    group(i + 2, component(i + 1) + component(i + 1)),
  ).join('')
  // 10 doublings and more in each of 16 levels.
  const wide = Array.from({ length: 15 }, (_, i) => group(i + 2, component(i + 1).repeat(10))).join('')

  test.each<[string, Uint8Array, string]>([
    ['empty', new Uint8Array(), 'is no archive'],
    ['cut off', good.slice(0, -30), 'is no archive, or is cut off'],
    ['no model', zip([{ path: 'readme.txt', text: 'hello' }]), 'has no 3D model inside'],
    ['a wrong checksum', lying({ checksum: 1 }), 'is a damaged archive'],
    ['encrypted', lying({ flags: 1 }), 'is encrypted'],
    ['packed in another way', lying({ method: 12 }), 'is packed in a way that is not read here'],
    ['packed bytes that are none', lying({ method: 0 }), 'not well-formed XML'],
    ['no XML', threeMf('hello'), 'not well-formed XML'],
    ['XML that ends too early', threeMf(model(boxObject(1), item(1)).slice(0, -20)), 'not well-formed XML'],
    [
      'no UTF-8',
      zip([{ path: '3D/3dmodel.model', text: Uint8Array.of(60, 255, 62) }]),
      'not well-formed XML',
    ],
    [
      'an entity bomb',
      threeMf(`<!DOCTYPE m [<!ENTITY l0 "l">${entities}]><model>&l9;</model>`),
      'declares a document type',
    ],
    [
      'an external entity',
      threeMf('<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><model>&x;</model>'),
      'declares a document type',
    ],
    ['an entity that nobody declared', threeMf('<model>&l9;</model>'), 'not well-formed XML'],
    ['elements without end', threeMf('<a>'.repeat(100_000)), 'has elements more than 64 deep'],
    ['nothing built', threeMf(model(boxObject(1), '')), 'holds no faces'],
    ['an object that does not exist', threeMf(model('', item(1))), 'has a component that does not exist'],
    ['a component of itself', threeMf(model(group(1, component(1)), item(1))), 'more than 16 deep'],
    [
      'two components of each other',
      threeMf(model(group(1, component(2)) + group(2, component(1)), item(1))),
      'more than 16 deep',
    ],
    ['components forty deep', threeMf(model(boxObject(1) + doubling, item(41))), 'more than 16 deep'],
    [
      'a part that repeats itself without end',
      threeMf(model(group(1, '') + wide, item(16))),
      'more than 100000 times',
    ],
    [
      'a corner that does not exist',
      threeMf(
        model(
          `<object id="1"><mesh><vertices/><triangles><triangle v1="0" v2="1" v3="2"/></triangles></mesh></object>`,
          item(1),
        ),
      ),
      'a corner that does not exist',
    ],
    [
      'NaN',
      threeMf(
        model(
          `<object id="1"><mesh><vertices><vertex x="NaN" y="0" z="0"/></vertices></mesh></object>`,
          item(1),
        ),
      ),
      'not a number',
    ],
    [
      'a transform of eleven numbers',
      threeMf(model(boxObject(1), item(1, 'transform="1 0 0 0 1 0 0 0 1 0 0"'))),
      'not of twelve numbers',
    ],
    [
      'an unknown unit',
      threeMf(model(boxObject(1), item(1), 'parsec')),
      'a unit of length that 3MF does not know',
    ],
  ])('%s', async (_, bytes, reason) => {
    await expect(read(bytes)).rejects.toThrow(reason)
  })

  test('a bomb: a thousand times as large as it says, and unpacked no further than the budget', async () => {
    const { Zip } = await import('./zip.ts')
    const bomb = zip([{ path: 'a', text: Buffer.alloc(50_000_000, ' '), lies: { unpackedBytes: 10 } }])
    expect(bomb.length).toBeLessThan(100_000)
    let unpacked = 0
    const all = async () => {
      for await (const chunk of new Zip(bomb, 1_000_000).read('a') ?? []) unpacked += chunk.length
    }
    await expect(all()).rejects.toThrow('unpacks to more than may be read')
    expect(unpacked).toBeLessThanOrEqual(1_000_000)
  })
})
