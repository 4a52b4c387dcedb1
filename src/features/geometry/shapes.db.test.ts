import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Reply } from '../../../test/harness/app.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import { asciiStl, binaryStl, box } from '../../domain/geometry/testing/meshes.ts'
import { boxObject, model, threeMf, zip } from '../../platform/geometry/testing/packages.ts'

/** What becomes of the shapes of files, seen from outside. */

let shop: Shop
let files: string

const anna = () => shop.people.customer.credential
const call = (method: string, path: string, body?: unknown) => shop.call(method, path, anna(), body)

beforeAll(async () => {
  shop = await openShop()
  files = `/projects/${(await call('POST', '/projects', { name: 'Bracket' })).body.id}/files`
})
afterAll(() => shop.close())

async function upload(name: string, content: string | Uint8Array, fields: Record<string, string> = {}) {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  form.append('file', new Blob([content as string]), name)
  const reply = await call('POST', files, form)
  expect(reply.status, reply.text).toBe(201)
  return reply.body
}

const read = async (id: string) => (await call('GET', `${files}/${id}`)).body

/** Waits until the shape is no longer pending. */
const settled = (id: string) =>
  vi.waitFor(
    async () => {
      const file = await read(id)
      expect(file.geometry.status).not.toBe('pending')
      return file.geometry
    },
    { timeout: 20_000 },
  )

const unitBox = { x: 2, y: 3, z: 4 }
const ready = { status: 'ready', bounding_box_mm: unitBox, volume_mm3: 24, area_mm2: 52, watertight: true }

describe('geometry of a file', () => {
  test('pending, then ready', async () => {
    const { id, geometry } = await upload('box.stl', binaryStl(box(2, 3, 4)), { units: 'mm' })
    expect(geometry).toMatchObject({ status: 'pending', volume_mm3: null, has_preview: false, reason: null })
    expect(await settled(id)).toEqual({
      ...ready,
      outline_length_mm: null,
      triangles: 12,
      units: 'mm',
      extent: unitBox,
      has_preview: true,
      reason: null,
    })
    expect((await call('GET', files)).body.data[0].geometry).toMatchObject(ready)
  })

  test('an open mesh has no volume', async () => {
    const { id } = await upload('open.stl', asciiStl(box(2, 3, 4).slice(1)), { units: 'mm' })
    expect(await settled(id)).toMatchObject({ status: 'ready', watertight: false, volume_mm3: null })
  })

  test('needs_units, until they are stated; and again when they change', async () => {
    const { id } = await upload('box.obj', 'v 0 0 0\nv 2 0 0\nv 0 3 0\nf 1 2 3\n')
    expect(await settled(id)).toMatchObject({
      status: 'needs_units',
      extent: { x: 2, y: 3, z: 0 },
      bounding_box_mm: null,
      area_mm2: null,
      units: null,
      triangles: 1,
      has_preview: true,
    })
    const stated = await call('PATCH', `${files}/${id}`, { units: 'in' })
    expect([stated.status, stated.body.units, stated.body.geometry.status]).toEqual([200, 'in', 'pending'])
    expect(await settled(id)).toMatchObject({ status: 'ready', units: 'in', area_mm2: 3 * 25.4 ** 2 })
    await call('PATCH', `${files}/${id}`, { units: 'mm' })
    expect(await settled(id)).toMatchObject({ status: 'ready', units: 'mm', area_mm2: 3 })
  })

  test('units inside a file come before those stated', async () => {
    const { id } = await upload('box.3mf', threeMf(model(boxObject(1), '<item objectid="1"/>', 'inch')), {
      units: 'mm',
    })
    expect(await settled(id)).toMatchObject({ status: 'ready', units: 'in', volume_mm3: 16_387.064 })
  })

  test('unsupported: a CAD file of another format; null: no CAD file', async () => {
    const model = await upload('part.x_t', 'parasolid', { kind: 'cad' })
    expect(model.geometry).toMatchObject({ status: 'unsupported', has_preview: false })
    expect((await upload('note.txt', 'hello')).geometry).toBeNull()
    expect((await upload('box.stl', binaryStl(box(1, 1, 1)), { kind: 'document' })).geometry).toBeNull()
  })
})

describe('security case 39: a hostile CAD file fails in plain words, and the server goes on', () => {
  const huge = Buffer.from(binaryStl(box(1, 1, 1)))
  huge.writeUInt32LE(0xffff_ffff, 80)
  const item = '<item objectid="1"/>'
  const itself = '<object id="1"><components><component objectid="1"/></components></object>'
  const bomb = '<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><model>&b;</model>'

  test.each<[string, string | Uint8Array, string]>([
    ['count.stl', huge, 'announces 4294967295 triangles'],
    ['cut.stl', binaryStl(box(1, 1, 1)).subarray(0, 200), 'is cut off'],
    ['nan.stl', asciiStl(box(1, 1, 1)).replace('vertex 0', 'vertex NaN'), 'is not a number'],
    ['line.obj', 'x'.repeat(1_000_000), 'a word that never ends'],
    [
      'bomb.3mf',
      zip([{ path: '3D/3dmodel.model', text: Buffer.alloc(20_000_000, ' ') }]),
      'not well-formed XML',
    ],
    ['entities.3mf', threeMf(bomb), 'declares a document type'],
    ['deep.3mf', threeMf(model(itself, item)), 'more than 16 deep'],
    ['part.step', 'not a step file', 'is no STEP file'],
    ['part.igs', 'not an iges file', 'The file'],
    ['plan.dxf', '0\nSECTION\n', 'is cut off'],
  ])('%s', async (name, content, reason) => {
    const { id } = await upload(name, content, { kind: 'cad' })
    const geometry = await settled(id)
    expect(geometry).toMatchObject({
      status: 'failed',
      volume_mm3: null,
      triangles: null,
      has_preview: false,
    })
    expect(geometry.reason).toContain(reason)
    expect((await shop.call('GET', `${files}/${id}/content`, anna())).status).toBe(200)
  })
})

describe('GET …/preview', () => {
  const preview = (id: string, headers: Record<string, string> = {}): Promise<Reply> =>
    shop.app.call('GET', `${files}/${id}/preview`, { as: anna(), headers })

  test('200, and 304 for who has it; another one after a change of units', async () => {
    const { id } = await upload('box.stl', binaryStl(box(2, 3, 4)))
    await settled(id)
    const reply = await preview(id)
    expect([reply.status, reply.headers['content-type'], reply.headers['x-content-type-options']]).toEqual([
      200,
      'model/gltf-binary',
      'nosniff',
    ])
    expect(reply.text.slice(0, 4)).toBe('glTF')
    const etag = String(reply.headers.etag)
    const again = await preview(id, { 'if-none-match': etag })
    expect([again.status, again.text, again.headers.etag]).toEqual([304, '', etag])
    await call('PATCH', `${files}/${id}`, { units: 'in' })
    await settled(id)
    const other = await preview(id, { 'if-none-match': etag })
    expect([other.status, other.headers.etag === etag]).toEqual([200, false])
  })

  test('404: a drawing, a failure, another format', async () => {
    const drawing = await upload(
      'plan.dxf',
      '0\nSECTION\n2\nENTITIES\n0\nCIRCLE\n10\n0\n20\n0\n40\n5\n0\nENDSEC\n0\nEOF\n',
    )
    expect(await settled(drawing.id)).toMatchObject({ status: 'needs_units', triangles: 0, watertight: null })
    const broken = await upload('part.step', 'x')
    await settled(broken.id)
    const other = await upload('part.x_t', 'x', { kind: 'cad' })
    for (const { id } of [drawing, broken, other]) expect((await preview(id)).status).toBe(404)
  })

  test('404, then again there: one whose bytes are lost, as after a restored backup', async () => {
    const { id } = await upload('box.stl', binaryStl(box(2, 3, 4)), { units: 'mm' })
    await settled(id)
    const key = await previewKey(id)
    await shop.app.services.parts.storage.delete(key)
    expect((await preview(id)).status).toBe(404)
    expect(await settled(id)).toMatchObject(ready)
    expect((await preview(id)).status).toBe(200)
  })

  test('401: nobody', async () => {
    const { id } = await upload('box.stl', 'x')
    expect((await shop.call('GET', `${files}/${id}/preview`, {})).status).toBe(401)
  })

  test('403: a token without the scope', async () => {
    const { id } = await upload('box.stl', 'x')
    const token = await shop.pat(shop.people.customer, ['read:cad'])
    expect((await shop.call('GET', `${files}/${id}/preview`, token)).status).toBe(403)
  })
})

const previewKey = async (id: string): Promise<string> =>
  (
    await shop.app.db.one<{ preview_key: string }>({
      text: 'SELECT preview_key FROM geometries WHERE id = $1',
      values: [id],
    })
  ).preview_key

describe('PATCH …/files/{file}', () => {
  test('200: the same units ask nothing anew', async () => {
    const { id } = await upload('box.stl', binaryStl(box(2, 3, 4)), { units: 'mm' })
    const geometry = await settled(id)
    expect((await call('PATCH', `${files}/${id}`, { units: 'mm' })).body.geometry).toEqual(geometry)
    expect((await call('PATCH', `${files}/${id}`, {})).body.geometry).toEqual(geometry)
  })

  test('400: units that are none, and members that cannot be changed', async () => {
    const { id } = await upload('box.stl', 'x')
    for (const body of [{ units: 'm' }, { units: '' }, { name: 'other.stl' }, { geometry: null }])
      expect((await call('PATCH', `${files}/${id}`, body)).status).toBe(400)
  })
})

test('DELETE leaves nothing: neither bytes nor preview nor a place in the queue', async () => {
  const { id } = await upload('box.stl', binaryStl(box(2, 3, 4)))
  await settled(id)
  const keys = [await previewKey(id), `${shop.people.customer.workspaceId}/${id}`]
  const { storage } = shop.app.services.parts
  for (const key of keys) {
    const stored = await storage.get(key)
    expect(stored && (await buffer(stored.stream)).length).toBeGreaterThan(0)
  }
  expect((await call('DELETE', `${files}/${id}`)).status).toBe(204)
  for (const key of keys) expect(await storage.get(key)).toBeNull()
  const rows = await shop.app.db.rows({ text: 'SELECT FROM geometries WHERE id = $1', values: [id] })
  expect(rows).toEqual([])
})
