import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { binaryStl, box } from '../../domain/geometry/testing/meshes.ts'
import { nowhere, openLibrary, type Parts, type TestLibrary } from './testing/library.ts'

const capBytes = 64 * 1024
const stl = binaryStl(box(2, 3, 4))
let library: TestLibrary

beforeAll(async () => {
  library = await openLibrary({ capBytes })
})
beforeEach(() => library.renew())
afterAll(() => library.close())

const call: TestLibrary['call'] = (...args) => library.call(...args)
const upload: TestLibrary['upload'] = (...args) => library.upload(...args)
const uploaded: TestLibrary['uploaded'] = (...args) => library.uploaded(...args)
const folder: TestLibrary['folder'] = (...args) => library.folder(...args)
const names: TestLibrary['names'] = (...args) => library.names(...args)
const ready: TestLibrary['ready'] = (...args) => library.ready(...args)
const stored: TestLibrary['stored'] = (...args) => library.stored(...args)

describe('POST /cad/files', () => {
  test('201: a file, and its geometry some time later', async () => {
    const reply = await upload([
      ['units', 'in'],
      ['file', ['box.stl', stl, 'model/stl']],
    ])
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({
      name: 'box.stl',
      folder_id: null,
      customer_id: library.anna().userId,
      version: 1,
      bytes: stl.length,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      media_type: 'model/stl',
      units: 'in',
      geometry: { status: 'pending' },
    })
    const { geometry, ...rest } = await ready(reply.body.id)
    expect(rest).toEqual({ ...reply.body, geometry: undefined })
    expect(geometry).toMatchObject({ status: 'ready', units: 'in', watertight: true, triangles: 12 })
    expect(geometry.volume_mm3).toBeCloseTo(24 * 25.4 ** 3, 2)
  })

  test('201: several files at once, of any format', async () => {
    const reply = await upload([
      ['file', ['a.step', 'x']],
      ['file', ['notes.pdf', 'y']],
    ])
    expect(reply.body.data).toMatchObject([
      { name: 'a.step', geometry: { status: 'pending' } },
      { name: 'notes.pdf', geometry: { status: 'unsupported' } },
    ])
    expect(await names('/cad/files')).toEqual(['notes.pdf', 'a.step'])
  })

  test('201: the same name again is a new version, whatever its case; units stay', async () => {
    const first = await uploaded('part.txt', 'one', [['units', 'mm']])
    const second = await uploaded('PART.txt', 'two!')
    expect(second).toMatchObject({ id: first.id, name: 'part.txt', version: 2, bytes: 4, units: 'mm' })
    expect((await call('GET', `/cad/files/${first.id}`)).body).toMatchObject({ version: 2, bytes: 4 })
    expect(await names('/cad/files')).toEqual(['part.txt'])
  })

  test('201: the same name in another folder is another file', async () => {
    const first = await uploaded('part.txt')
    const id = await folder('Brackets')
    const second = await uploaded('part.txt', 'x', [['folder_id', id]])
    expect(second).toMatchObject({ version: 1, folder_id: id })
    expect(second.id).not.toBe(first.id)
  })

  test('201: ten at once become ten versions of one file', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, (_, i) => uploaded('part.txt', `v${i}`)))
    expect(new Set(replies.map(({ id }) => id)).size).toBe(1)
    expect(replies.map(({ version }) => version).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ])
  })

  test('201: a member names the customer; 400: nobody, or who is none', async () => {
    const staff = library.shop.people.staff.credential
    const file: Parts = [['file', ['a.txt', 'x']]]
    const reply = await upload([['customer_id', String(library.anna().userId)], ...file], staff)
    expect([reply.status, reply.body.customer_id]).toEqual([201, library.anna().userId])
    expect(await names('/cad/files')).toEqual(['a.txt'])
    for (const id of [undefined, library.shop.people.staff.userId, 987_654])
      expect(
        (await upload([...(id ? ([['customer_id', String(id)]] as Parts) : []), ...file], staff)).status,
      ).toBe(400)
    expect(
      (await upload([['customer_id', String(library.shop.people.customer.userId)], ...file])).status,
    ).toBe(400)
  })

  test.each<[string, number, Parts]>([
    ['no file', 400, [['units', 'mm']]],
    [
      'units that are none',
      400,
      [
        ['units', 'furlong'],
        ['file', ['a.txt', 'x']],
      ],
    ],
    [
      'an unknown field',
      400,
      [
        ['version', '7'],
        ['file', ['a.txt', 'x']],
      ],
    ],
    [
      'a folder that does not exist',
      400,
      [
        ['folder_id', nowhere],
        ['file', ['a.txt', 'x']],
      ],
    ],
    ['a control character in the name', 400, [['file', ['a\u0007.txt', 'x']]]],
    ['more than the cap', 413, [['file', ['a.txt', 'x'.repeat(capBytes + 1)]]]],
    [
      'the second file more than the cap',
      413,
      [
        ['file', ['a.txt', 'x']],
        ['file', ['b.txt', 'x'.repeat(capBytes + 1)]],
      ],
    ],
  ])('%s: %i, and nothing is left behind', async (_, status, parts) => {
    const before = await stored()
    expect((await upload(parts)).status).toBe(status)
    expect(await stored()).toEqual(before)
    expect(await names('/cad/files')).toEqual([])
  })

  test('400: another customer’s folder', async () => {
    const id = await folder('Mine')
    const other = await library.shop.app.customer('north')
    const reply = await upload(
      [
        ['folder_id', id],
        ['file', ['a.txt', 'x']],
      ],
      other.credential,
    )
    expect([reply.status, reply.body.errors[0].path]).toEqual([400, 'folder_id'])
  })

  test('415: no form', async () => {
    expect((await call('POST', '/cad/files', { name: 'a.txt' })).status).toBe(415)
  })

  test('401 and 403: nobody, a token without the scope, a key', async () => {
    const file: Parts = [['file', ['a.txt', 'x']]]
    expect((await upload(file, {})).status).toBe(401)
    expect((await upload(file, await library.shop.pat(library.anna(), ['read:cad']))).status).toBe(403)
    expect((await upload(file, library.shop.keys.api)).status).toBe(403)
    expect((await upload(file, await library.shop.pat(library.anna(), ['write:cad']))).status).toBe(201)
  })
})
