import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { patience } from '../../test/harness/patience.ts'
import type { FilePart } from '../contract/route.ts'
import { rememberAnswer } from '../db/idempotency-store.ts'
import { keyedApps, making } from './testing/keyed-app.ts'

const apps = keyedApps()
const { state, post, newKey } = apps

type Part = { name: string; content: string } | { file: string; content: string; type?: string }

const partHead = (part: Part): string =>
  'file' in part
    ? `Content-Disposition: form-data; name="file"; filename="${part.file}"\r\nContent-Type: ${part.type ?? 'model/step'}`
    : `Content-Disposition: form-data; name="${part.name}"`

/** A form with a boundary of its own. */
function form(boundary: string, ...parts: Part[]) {
  const body = parts.map((part) => `--${boundary}\r\n${partHead(part)}\r\n\r\n${part.content}\r\n`).join('')
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  return { body: `${body}--${boundary}--\r\n`, headers }
}

const kind: Part = { name: 'kind', content: 'cad' }
const bracket: Part = { file: 'bracket.stp', content: 'ISO-10303-21;' }
const plate: Part = { file: 'plate.stp', content: 'x'.repeat(200_000) }

/** A row that takes forms; `receive` is what it does with each file. */
function uploading(
  receive: (file: FilePart) => Promise<void> = async ({ stream }) => void (await text(stream)),
) {
  const made = { count: 0 }
  const row = making({
    upload: true,
    body: z.strictObject({ kind: z.string(), units: z.string().optional() }),
    handler: async (call) => {
      const fields = await call.readUpload(receive)
      return { id: ++made.count, fields }
    },
  })
  return { made, row }
}

test('201: the same form again, with another boundary and its fields elsewhere', async () => {
  const { made, row } = uploading()
  const app = await apps.start(row)
  const key = newKey()
  const units: Part = { name: 'units', content: 'mm' }
  const first = await post(app, { key, ...form('x', kind, units, bracket, plate) })
  expect(first).toMatchObject({ status: 201, replayed: false })
  const again = await post(app, { key, ...form('yy', bracket, units, plate, kind) })
  expect(again).toEqual({ ...first, replayed: true })
  expect(made.count).toBe(1)
})

test.each<[string, Part[]]>([
  ['other bytes', [kind, { file: 'bracket.stp', content: 'ISO-10303-22;' }]],
  ['another name', [kind, { file: 'plate.stp', content: 'ISO-10303-21;' }]],
  ['another media type', [kind, { file: 'bracket.stp', content: 'ISO-10303-21;', type: 'text/plain' }]],
  ['another field', [{ name: 'kind', content: 'photo' }, bracket]],
  ['one more file', [kind, bracket, plate]],
])('422: %s', async (_, parts) => {
  const { made, row } = uploading()
  const app = await apps.start(row)
  const key = newKey()
  await post(app, { key, ...form('x', kind, bracket) })
  expect((await post(app, { key, ...form('x', ...parts) })).code).toBe('idempotency_mismatch')
  expect(made.count).toBe(1)
})

test('201: a file that the handler leaves unread counts all the same', async () => {
  const app = await apps.start(uploading(async () => {}).row)
  const key = newKey()
  await post(app, { key, ...form('x', kind, plate) })
  expect((await post(app, { key, ...form('x', kind, plate) })).replayed).toBe(true)
  const other: Part = { file: 'plate.stp', content: 'y'.repeat(200_000) }
  expect((await post(app, { key, ...form('x', kind, other) })).code).toBe('idempotency_mismatch')
})

test('409: while the first form is still arriving, whatever the second holds', async () => {
  const step = Promise.withResolvers<void>()
  let running = false
  const { row } = uploading(async ({ stream }) => {
    running = true
    await step.promise
    await text(stream)
  })
  const app = await apps.start(row)
  const key = newKey()
  const first = post(app, { key, ...form('x', kind, bracket) })
  await vi.waitFor(() => expect(running).toBe(true), patience)
  expect((await post(app, { key, ...form('x', kind, plate) })).code).toBe('idempotency_in_progress')
  step.resolve()
  expect((await first).status).toBe(201)
  expect((await post(app, { key, ...form('x', kind, bracket) })).replayed).toBe(true)
})

test('400: a form that is cut off takes no key', async () => {
  const { made, row } = uploading()
  const app = await apps.start(row)
  const key = newKey()
  const { body, headers } = form('x', kind, plate)
  const cut = await post(app, { key, headers, body: body.slice(0, 100_000) })
  expect(cut).toMatchObject({ status: 400, code: 'malformed_request' })
  expect(await post(app, { key, headers, body })).toMatchObject({ status: 201, replayed: false })
  expect(await post(app, { key, headers, body: body.slice(0, 100_000) })).toMatchObject({ status: 400 })
  expect(made.count).toBe(1)
})

test('201: an answer that was stored with the files it tells of', async () => {
  const handled: unknown[] = []
  const app = await apps.start(
    making({
      upload: true,
      body: z.strictObject({ kind: z.string() }),
      handler: async (call) => {
        const fields = await call.readUpload(async ({ stream }) => void (await text(stream)))
        await state.db.transaction((tx) => rememberAnswer(tx, call.claim, fields))
        handled.push(fields)
        return fields
      },
    }),
  )
  const key = newKey()
  await post(app, { key, ...form('x', kind, bracket) })
  expect(await post(app, { key, ...form('y', kind, bracket) })).toMatchObject({
    status: 201,
    body: { kind: 'cad' },
    replayed: true,
  })
  expect(handled).toHaveLength(1)
})
