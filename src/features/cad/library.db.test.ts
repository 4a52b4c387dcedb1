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
const upload: TestLibrary['upload'] = (...args) => library.upload(...args)
const uploaded: TestLibrary['uploaded'] = (...args) => library.uploaded(...args)
const folder: TestLibrary['folder'] = (...args) => library.folder(...args)
const names: TestLibrary['names'] = (...args) => library.names(...args)
const ready: TestLibrary['ready'] = (...args) => library.ready(...args)

describe('GET /cad/files', () => {
  test('200: by folder, by part of a name, page by page', async () => {
    const id = await folder('Brackets')
    await uploaded('Wheel_1.txt')
    await uploaded('wheel_2.txt', 'x', [['folder_id', id]])
    await uploaded('gear.txt', 'x', [['folder_id', id]])
    expect(await names('/cad/files')).toEqual(['gear.txt', 'wheel_2.txt', 'Wheel_1.txt'])
    expect(await names('/cad/files?folder_id=root')).toEqual(['Wheel_1.txt'])
    expect(await names(`/cad/files?folder_id=${id}`)).toEqual(['gear.txt', 'wheel_2.txt'])
    expect(await names('/cad/files?name=WHEEL_')).toEqual(['wheel_2.txt', 'Wheel_1.txt'])
    const first = (await call('GET', '/cad/files?limit=2')).body
    expect(first.data).toHaveLength(2)
    expect(await names(`/cad/files?limit=2&cursor=${first.next_cursor}`)).toEqual(['Wheel_1.txt'])
  })

  test('200: the workspace sees all customers’, or those of one', async () => {
    await uploaded('mine.txt')
    const ben = await library.shop.app.customer('north')
    await upload([['file', ['his.txt', 'x']]], ben.credential)
    for (const as of [library.shop.people.staff.credential, library.shop.keys.api]) {
      expect((await names('/cad/files?limit=2', as)).sort()).toEqual(['his.txt', 'mine.txt'])
      expect(await names(`/cad/files?customer_id=${library.anna().userId}`, as)).toEqual(['mine.txt'])
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
    const { id } = await uploaded('part.txt', 'first')
    await uploaded('part.txt', 'second')
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
      'content-disposition': 'attachment; filename="part.txt"',
      'x-content-type-options': 'nosniff',
    })
  })

  test('404: a version, a file that is not there', async () => {
    const { id } = await uploaded('part.txt')
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
    const { id } = await uploaded('part.txt')
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

describe('folders', () => {
  test('201 and 200: a tree, by level', async () => {
    const top = await folder('Machines')
    const inner = await folder('Robot', top)
    expect((await call('GET', '/cad/folders')).body.data).toMatchObject([
      { id: inner, name: 'Robot', parent_id: top, customer_id: library.anna().userId },
      { id: top, name: 'Machines', parent_id: null },
    ])
    expect(await names('/cad/folders?parent_id=root')).toEqual(['Machines'])
    expect(await names(`/cad/folders?parent_id=${top}`)).toEqual(['Robot'])
    expect(await names(`/cad/folders?customer_id=${library.anna().userId}`, library.shop.keys.api)).toEqual([
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
    const other = await library.shop.app.customer('north')
    const theirs = (await call('POST', '/cad/folders', { name: 'Theirs' }, other.credential)).body.id
    const bodies = [{}, { name: '' }, { name: 'a/b' }, { name: 'a\\b' }, { name: 'a', parent_id: nowhere }]
    for (const body of [...bodies, { name: 'a', parent_id: theirs }, { name: 'a', depth: 1 }])
      expect((await call('POST', '/cad/folders', body)).status).toBe(400)
  })

  test('201 and 400: members say whose; 403 and 401: a key, a token without the scope, nobody', async () => {
    const staff = library.shop.people.staff.credential
    const made = await call(
      'POST',
      '/cad/folders',
      { name: 'For Anna', customer_id: library.anna().userId },
      staff,
    )
    expect([made.status, made.body.customer_id]).toEqual([201, library.anna().userId])
    expect((await call('POST', '/cad/folders', { name: 'Whose?' }, staff)).status).toBe(400)
    expect((await call('POST', '/cad/folders', { name: 'x' }, library.shop.keys.api)).status).toBe(403)
    expect(
      (
        await call(
          'POST',
          '/cad/folders',
          { name: 'x' },
          await library.shop.pat(library.anna(), ['read:cad']),
        )
      ).status,
    ).toBe(403)
    expect((await call('POST', '/cad/folders', { name: 'x' }, {})).status).toBe(401)
  })
})

test('GET /cad/usage: files, versions and bytes, of all that the caller sees or of one customer', async () => {
  const empty = { files: 0, versions: 0, bytes: 0 }
  expect((await call('GET', '/cad/usage')).body).toEqual(empty)
  await uploaded('a.txt', '12345')
  await uploaded('a.txt', '123')
  await uploaded('b.txt', '1')
  const mine = { files: 2, versions: 3, bytes: 9 }
  expect((await call('GET', '/cad/usage')).body).toEqual(mine)
  const { staff } = library.shop.people
  const of = (id: number) => call('GET', `/cad/usage?customer_id=${id}`, undefined, staff.credential)
  expect((await of(library.anna().userId)).body).toEqual(mine)
  const ben = await library.shop.app.customer('north')
  expect((await of(ben.userId)).body).toEqual(empty)
  const his = await call('GET', `/cad/usage?customer_id=${library.anna().userId}`, undefined, ben.credential)
  expect(his.body).toEqual(empty)
})
