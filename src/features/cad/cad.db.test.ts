import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Credential, Person, Reply } from '../../../test/harness/app.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import { binaryStl, box } from '../../domain/geometry/testing/meshes.ts'

const capBytes = 64 * 1024
let shop: Shop
/** A customer with an empty library. */
let anna: Person

beforeAll(async () => {
  shop = await openShop({ environment: { FABWIRE_MAX_UPLOAD: String(capBytes) } })
})
beforeEach(async () => {
  anna = await shop.app.customer('north')
})
afterAll(() => shop.close())

const call = (method: string, path: string, body?: unknown, as: Credential = anna.credential) =>
  shop.call(method, path, as, body)
const nowhere = '01890000-0000-7000-8000-000000000000'
const stl = binaryStl(box(2, 3, 4))

type Parts = [name: string, value: string | [string, string | Uint8Array, string?]][]

function upload(parts: Parts, as: Credential = anna.credential): Promise<Reply> {
  const form = new FormData()
  for (const [name, value] of parts)
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, new Blob([value[1] as string], { type: value[2] ?? '' }), value[0])
  return call('POST', '/cad/files', form, as)
}

async function uploaded(name: string, content: string | Uint8Array = name, fields: Parts = []) {
  const reply = await upload([...fields, ['file', [name, content]]])
  expect(reply.status, reply.text).toBe(201)
  return reply.body
}

async function folder(name: string, parent_id: string | null = null): Promise<string> {
  const reply = await call('POST', '/cad/folders', { name, parent_id })
  expect(reply.status, reply.text).toBe(201)
  return reply.body.id
}

const names = async (path: string, as: Credential = anna.credential): Promise<string[]> =>
  (await call('GET', path, undefined, as)).body.data.map(({ name }: { name: string }) => name)

const ready = (id: string) =>
  vi.waitFor(
    async () => {
      const { body } = await call('GET', `/cad/files/${id}`)
      expect(body.geometry.status).not.toBe('pending')
      return body
    },
    { timeout: 20_000 },
  )

const stored = async (): Promise<string[]> => {
  const keys: string[] = []
  for await (const { key } of shop.app.services.parts.storage.list('')) keys.push(key)
  return keys.sort()
}

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
      customer_id: anna.userId,
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
    const first = await uploaded('part.stl', 'one', [['units', 'mm']])
    const second = await uploaded('PART.stl', 'two!')
    expect(second).toMatchObject({ id: first.id, name: 'part.stl', version: 2, bytes: 4, units: 'mm' })
    expect((await call('GET', `/cad/files/${first.id}`)).body).toMatchObject({ version: 2, bytes: 4 })
    expect(await names('/cad/files')).toEqual(['part.stl'])
  })

  test('201: the same name in another folder is another file', async () => {
    const first = await uploaded('part.stl')
    const id = await folder('Brackets')
    const second = await uploaded('part.stl', 'x', [['folder_id', id]])
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
    const staff = shop.people.staff.credential
    const file: Parts = [['file', ['a.txt', 'x']]]
    const reply = await upload([['customer_id', String(anna.userId)], ...file], staff)
    expect([reply.status, reply.body.customer_id]).toEqual([201, anna.userId])
    expect(await names('/cad/files')).toEqual(['a.txt'])
    for (const id of [undefined, shop.people.staff.userId, 987_654])
      expect(
        (await upload([...(id ? ([['customer_id', String(id)]] as Parts) : []), ...file], staff)).status,
      ).toBe(400)
    expect((await upload([['customer_id', String(shop.people.customer.userId)], ...file])).status).toBe(400)
  })

  test.each<[string, number, Parts]>([
    ['no file', 400, [['units', 'mm']]],
    [
      'units that are none',
      400,
      [
        ['units', 'furlong'],
        ['file', ['a.stl', 'x']],
      ],
    ],
    [
      'an unknown field',
      400,
      [
        ['version', '7'],
        ['file', ['a.stl', 'x']],
      ],
    ],
    [
      'a folder that does not exist',
      400,
      [
        ['folder_id', nowhere],
        ['file', ['a.stl', 'x']],
      ],
    ],
    ['a control character in the name', 400, [['file', ['a\u0007.stl', 'x']]]],
    ['more than the cap', 413, [['file', ['a.stl', 'x'.repeat(capBytes + 1)]]]],
    [
      'the second file more than the cap',
      413,
      [
        ['file', ['a.stl', 'x']],
        ['file', ['b.stl', 'x'.repeat(capBytes + 1)]],
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
    const other = await shop.app.customer('north')
    const reply = await upload(
      [
        ['folder_id', id],
        ['file', ['a.stl', 'x']],
      ],
      other.credential,
    )
    expect([reply.status, reply.body.errors[0].path]).toEqual([400, 'folder_id'])
  })

  test('415: no form', async () => {
    expect((await call('POST', '/cad/files', { name: 'a.stl' })).status).toBe(415)
  })

  test('401 and 403: nobody, a token without the scope, a key', async () => {
    const file: Parts = [['file', ['a.stl', 'x']]]
    expect((await upload(file, {})).status).toBe(401)
    expect((await upload(file, await shop.pat(anna, ['read:cad']))).status).toBe(403)
    expect((await upload(file, shop.keys.api)).status).toBe(403)
    expect((await upload(file, await shop.pat(anna, ['write:cad']))).status).toBe(201)
  })
})

describe('GET /cad/files', () => {
  test('200: by folder, by part of a name, page by page', async () => {
    const id = await folder('Brackets')
    await uploaded('Wheel_1.stl')
    await uploaded('wheel_2.stl', 'x', [['folder_id', id]])
    await uploaded('gear.stl', 'x', [['folder_id', id]])
    expect(await names('/cad/files')).toEqual(['gear.stl', 'wheel_2.stl', 'Wheel_1.stl'])
    expect(await names('/cad/files?folder_id=root')).toEqual(['Wheel_1.stl'])
    expect(await names(`/cad/files?folder_id=${id}`)).toEqual(['gear.stl', 'wheel_2.stl'])
    expect(await names('/cad/files?name=WHEEL_')).toEqual(['wheel_2.stl', 'Wheel_1.stl'])
    const first = (await call('GET', '/cad/files?limit=2')).body
    expect(first.data).toHaveLength(2)
    expect(await names(`/cad/files?limit=2&cursor=${first.next_cursor}`)).toEqual(['Wheel_1.stl'])
  })

  test('200: the workspace sees all customers’, or those of one', async () => {
    await uploaded('mine.stl')
    const ben = await shop.app.customer('north')
    await upload([['file', ['his.stl', 'x']]], ben.credential)
    for (const as of [shop.people.staff.credential, shop.keys.api]) {
      expect((await names('/cad/files?limit=2', as)).sort()).toEqual(['his.stl', 'mine.stl'])
      expect(await names(`/cad/files?customer_id=${anna.userId}`, as)).toEqual(['mine.stl'])
    }
    expect(await names(`/cad/files?customer_id=${ben.userId}`)).toEqual([])
  })

  test('400: a cursor of nobody’s, a folder that is no id', async () => {
    expect((await call('GET', '/cad/files?cursor=xyz')).status).toBe(400)
    expect((await call('GET', '/cad/files?folder_id=1')).status).toBe(400)
  })
})

describe('versions', () => {
  test('200: each is listed and can be downloaded as it was', async () => {
    const { id } = await uploaded('part.step', 'first')
    await uploaded('part.step', 'second')
    const { data, next_cursor } = (await call('GET', `/cad/files/${id}/versions`)).body
    expect(data).toMatchObject([
      { version: 2, bytes: 6 },
      { version: 1, bytes: 5 },
    ])
    expect(next_cursor).toBeNull()
    const page = (await call('GET', `/cad/files/${id}/versions?limit=1`)).body
    const rest = (await call('GET', `/cad/files/${id}/versions?cursor=${page.next_cursor}`)).body
    expect([page.data[0].version, rest.data[0].version]).toEqual([2, 1])
    expect((await call('GET', `/cad/files/${id}/content`)).text).toBe('second')
    const old = await call('GET', `/cad/files/${id}/content?version=1`)
    expect(old.text).toBe('first')
    expect(old.headers).toMatchObject({
      'content-disposition': 'attachment; filename="part.step"',
      'x-content-type-options': 'nosniff',
    })
  })

  test('404: a version, a file that is not there', async () => {
    const { id } = await uploaded('part.step')
    for (const path of [
      `/cad/files/${id}/content?version=2`,
      `/cad/files/${id}/preview?version=2`,
      `/cad/files/${nowhere}`,
      `/cad/files/${nowhere}/content`,
      `/cad/files/${nowhere}/versions`,
      '/cad/files/x/preview',
    ])
      expect([path, (await call('GET', path)).status]).toEqual([path, 404])
  })

  test('400: a version that is no number', async () => {
    const { id } = await uploaded('part.step')
    for (const version of ['0', '-1', '1.5', 'x', '99999999999'])
      expect((await call('GET', `/cad/files/${id}/content?version=${version}`)).status).toBe(400)
  })

  test('200: a preview of each', async () => {
    const { id } = await uploaded('part.stl', stl, [['units', 'mm']])
    await ready(id)
    await uploaded('part.stl', binaryStl(box(9, 9, 9)))
    await ready(id)
    const [newest, first] = await Promise.all(
      ['', '?version=1'].map((query) => call('GET', `/cad/files/${id}/preview${query}`)),
    )
    expect([newest?.status, first?.status]).toEqual([200, 200])
    expect(newest?.headers['content-type']).toBe('model/gltf-binary')
    expect(newest?.headers.etag).not.toBe(first?.headers.etag)
  })
})

describe('PATCH /cad/files/{id}', () => {
  test('200: renamed, moved, and moved back', async () => {
    const { id } = await uploaded('part.step')
    const place = await folder('Brackets')
    const moved = await call('PATCH', `/cad/files/${id}`, { name: 'bracket.step', folder_id: place })
    expect([moved.status, moved.body.name, moved.body.folder_id]).toEqual([200, 'bracket.step', place])
    expect((await call('PATCH', `/cad/files/${id}`, { folder_id: null })).body).toMatchObject({
      name: 'bracket.step',
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
    const { id } = await uploaded('a.step')
    await uploaded('b.step')
    const reply = await call('PATCH', `/cad/files/${id}`, { name: 'B.STEP', units: 'in' })
    expect([reply.status, reply.body.code]).toEqual([409, 'name_taken'])
    expect((await call('GET', `/cad/files/${id}`)).body).toMatchObject({ name: 'a.step', units: null })
  })

  test('400: names and folders that cannot be', async () => {
    const { id } = await uploaded('a.step')
    const bodies = [
      { name: '../a.step' },
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
    const { id } = await uploaded('a.step')
    const ben = await shop.app.customer('north')
    expect((await call('PATCH', `/cad/files/${id}`, { name: 'b.step' }, ben.credential)).status).toBe(404)
    const scoped = await shop.pat(anna, ['write:cad'])
    expect((await call('PATCH', `/cad/files/${id}`, { name: 'b.step' }, scoped)).status).toBe(403)
    expect((await call('PATCH', `/cad/files/${id}`, { name: 'b.step' }, shop.keys.api)).status).toBe(403)
    expect((await call('PATCH', `/cad/files/${id}`, { name: 'b.step' }, {})).status).toBe(401)
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
    const { id } = await uploaded('a.step')
    expect(
      (await call('DELETE', `/cad/files/${id}`, undefined, await shop.pat(anna, ['write:cad']))).status,
    ).toBe(403)
    expect((await call('DELETE', `/cad/files/${id}`, undefined, shop.keys.api)).status).toBe(403)
    expect((await call('DELETE', `/cad/files/${id}`, undefined, {})).status).toBe(401)
  })
})

describe('folders', () => {
  test('201 and 200: a tree, by level', async () => {
    const top = await folder('Machines')
    const inner = await folder('Robot', top)
    expect((await call('GET', '/cad/folders')).body.data).toMatchObject([
      { id: inner, name: 'Robot', parent_id: top, customer_id: anna.userId },
      { id: top, name: 'Machines', parent_id: null },
    ])
    expect(await names('/cad/folders?parent_id=root')).toEqual(['Machines'])
    expect(await names(`/cad/folders?parent_id=${top}`)).toEqual(['Robot'])
    expect(await names(`/cad/folders?customer_id=${anna.userId}`, shop.keys.api)).toEqual([
      'Robot',
      'Machines',
    ])
  })

  test('409: a name that is there already, whatever its case; elsewhere it is free', async () => {
    const top = await folder('Größe')
    const again = await call('POST', '/cad/folders', { name: 'GRÖßE' })
    expect([again.status, again.body.code]).toEqual([409, 'name_taken'])
    await folder('Größe', top)
  })

  test('409: deeper than sixteen levels', async () => {
    let parent: string | null = null
    for (let level = 1; level <= 16; level++) parent = await folder(`level ${level}`, parent)
    const reply = await call('POST', '/cad/folders', { name: 'too deep', parent_id: parent })
    expect([reply.status, reply.body.code]).toEqual([409, 'limit_reached'])
  })

  test('400: names and parents that cannot be', async () => {
    const other = await shop.app.customer('north')
    const theirs = (await call('POST', '/cad/folders', { name: 'Theirs' }, other.credential)).body.id
    const bodies = [{}, { name: '' }, { name: 'a/b' }, { name: 'a\\b' }, { name: 'a', parent_id: nowhere }]
    for (const body of [...bodies, { name: 'a', parent_id: theirs }, { name: 'a', depth: 1 }])
      expect((await call('POST', '/cad/folders', body)).status).toBe(400)
  })

  test('201 and 400: members say whose; 403 and 401: a key, a token without the scope, nobody', async () => {
    const staff = shop.people.staff.credential
    const made = await call('POST', '/cad/folders', { name: 'For Anna', customer_id: anna.userId }, staff)
    expect([made.status, made.body.customer_id]).toEqual([201, anna.userId])
    expect((await call('POST', '/cad/folders', { name: 'Whose?' }, staff)).status).toBe(400)
    expect((await call('POST', '/cad/folders', { name: 'x' }, shop.keys.api)).status).toBe(403)
    expect(
      (await call('POST', '/cad/folders', { name: 'x' }, await shop.pat(anna, ['read:cad']))).status,
    ).toBe(403)
    expect((await call('POST', '/cad/folders', { name: 'x' }, {})).status).toBe(401)
  })
})
