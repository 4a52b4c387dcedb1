import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { binaryStl, box } from '../../domain/geometry/testing/meshes.ts'
import { nowhere, openLibrary, type TestLibrary } from './testing/library.ts'

const capBytes = 64 * 1024
const stl = binaryStl(box(2, 3, 4))
let library: TestLibrary

beforeAll(async () => {
  library = await openLibrary({ capBytes })
})
beforeEach(() => library.renew())
afterAll(() => library.close())

const call: TestLibrary['call'] = (...args) => library.call(...args)
const uploaded: TestLibrary['uploaded'] = (...args) => library.uploaded(...args)
const folder: TestLibrary['folder'] = (...args) => library.folder(...args)
const ready: TestLibrary['ready'] = (...args) => library.ready(...args)
const stored: TestLibrary['stored'] = (...args) => library.stored(...args)

describe('PATCH /cad/files/{id}', () => {
  test('200: renamed, moved, and moved back', async () => {
    const { id } = await uploaded('part.txt')
    const place = await folder('Brackets')
    const moved = await call('PATCH', `/cad/files/${id}`, { name: 'bracket.txt', folder_id: place })
    expect([moved.status, moved.body.name, moved.body.folder_id]).toEqual([200, 'bracket.txt', place])
    expect((await call('PATCH', `/cad/files/${id}`, { folder_id: null })).body).toMatchObject({
      name: 'bracket.txt',
      folder_id: null,
    })
  })

  test('200: units are those of the newest version, whose shape is computed anew', async () => {
    const { id } = await uploaded('part.stl', stl)
    expect((await ready(id)).geometry).toMatchObject({ status: 'needs_units', volume_mm3: null })
    const reply = await call('PATCH', `/cad/files/${id}`, { units: 'mm' })
    expect(reply.body).toMatchObject({ units: 'mm', geometry: { status: 'pending' } })
    expect((await ready(id)).geometry).toMatchObject({ status: 'ready', volume_mm3: 24 })
  })

  test('200: a name of another format has its shape read as that', async () => {
    const { id } = await uploaded('upload.bin', stl, [['units', 'mm']])
    expect((await call('GET', `/cad/files/${id}`)).body.geometry.status).toBe('unsupported')
    await call('PATCH', `/cad/files/${id}`, { name: 'part.stl' })
    expect((await ready(id)).geometry).toMatchObject({ status: 'ready', volume_mm3: 24 })
    expect((await call('PATCH', `/cad/files/${id}`, { name: 'part.bin' })).body.geometry.status).toBe(
      'unsupported',
    )
  })

  test('409: a name that the folder has already, and nothing is changed', async () => {
    const { id } = await uploaded('a.txt')
    await uploaded('b.txt')
    const reply = await call('PATCH', `/cad/files/${id}`, { name: 'B.TXT', units: 'in' })
    expect([reply.status, reply.body.code]).toEqual([409, 'name_taken'])
    expect((await call('GET', `/cad/files/${id}`)).body).toMatchObject({ name: 'a.txt', units: null })
  })

  test('400: names and folders that cannot be', async () => {
    const { id } = await uploaded('a.txt')
    const bodies = [
      { name: '../a.txt' },
      { name: '..' },
      { name: '' },
      { name: 'a\u202egpj.exe' },
      { folder_id: nowhere },
      { folder_id: 7 },
      { units: 'm' },
      { customer_id: 1 },
      { version: 9 },
    ]
    for (const body of bodies) expect((await call('PATCH', `/cad/files/${id}`, body)).status).toBe(400)
  })

  test('404 and 403: another customer; a token with a scope; a key', async () => {
    const { id } = await uploaded('a.txt')
    const ben = await library.shop.app.customer('north')
    expect((await call('PATCH', `/cad/files/${id}`, { name: 'b.txt' }, ben.credential)).status).toBe(404)
    const scoped = await library.shop.pat(library.anna(), ['write:cad'])
    expect((await call('PATCH', `/cad/files/${id}`, { name: 'b.txt' }, scoped)).status).toBe(403)
    expect((await call('PATCH', `/cad/files/${id}`, { name: 'b.txt' }, library.shop.keys.api)).status).toBe(
      403,
    )
    expect((await call('PATCH', `/cad/files/${id}`, { name: 'b.txt' }, {})).status).toBe(401)
  })
})

describe('DELETE /cad/files/{id}', () => {
  test('204: with all its versions, bytes and previews', async () => {
    const before = await stored()
    const { id } = await uploaded('part.stl', stl, [['units', 'mm']])
    await ready(id)
    await uploaded('part.stl', binaryStl(box(1, 1, 1)))
    await ready(id)
    expect(await stored()).toHaveLength(before.length + 4)
    expect((await call('DELETE', `/cad/files/${id}`)).status).toBe(204)
    expect(await stored()).toEqual(before)
    for (const path of ['', '/content', '/versions', '/preview'])
      expect((await call('GET', `/cad/files/${id}${path}`)).status).toBe(404)
    expect((await call('DELETE', `/cad/files/${id}`)).status).toBe(404)
  })

  test('403 and 401: a token with a scope, a key, nobody', async () => {
    const { id } = await uploaded('a.txt')
    expect(
      (
        await call(
          'DELETE',
          `/cad/files/${id}`,
          undefined,
          await library.shop.pat(library.anna(), ['write:cad']),
        )
      ).status,
    ).toBe(403)
    expect((await call('DELETE', `/cad/files/${id}`, undefined, library.shop.keys.api)).status).toBe(403)
    expect((await call('DELETE', `/cad/files/${id}`, undefined, {})).status).toBe(401)
  })
})
