import { expect, vi } from 'vitest'
import type { Credential, Person, Reply } from '../../../../test/harness/app.ts'
import { openShop } from '../../../../test/harness/shop.ts'

export type Parts = [name: string, value: string | [string, string | Uint8Array, string?]][]

export const nowhere = '01890000-0000-7000-8000-000000000000'

/** A shop, and a customer with an empty library, another one after each `renew`. */
export async function openLibrary({ capBytes }: { capBytes: number }) {
  const shop = await openShop({ environment: { FABWIRE_MAX_UPLOAD: String(capBytes) } })
  let anna: Person = shop.people.customer

  const call = (method: string, path: string, body?: unknown, as: Credential = anna.credential) =>
    shop.call(method, path, as, body)

  function upload(parts: Parts, as: Credential = anna.credential): Promise<Reply> {
    const form = new FormData()
    for (const [name, value] of parts)
      if (typeof value === 'string') form.append(name, value)
      else form.append(name, new Blob([value[1] as string], { type: value[2] ?? '' }), value[0])
    return call('POST', '/cad/files', form, as)
  }

  return {
    shop,
    call,
    upload,
    anna: () => anna,
    async renew(): Promise<void> {
      anna = await shop.app.customer('north')
    },
    async uploaded(name: string, content: string | Uint8Array = name, fields: Parts = []) {
      const reply = await upload([...fields, ['file', [name, content]]])
      expect(reply.status, reply.text).toBe(201)
      return reply.body
    },
    async folder(name: string, parent_id: string | null = null): Promise<string> {
      const reply = await call('POST', '/cad/folders', { name, parent_id })
      expect(reply.status, reply.text).toBe(201)
      return reply.body.id
    },
    async names(path: string, as: Credential = anna.credential): Promise<string[]> {
      const { data } = (await call('GET', path, undefined, as)).body
      return data.map(({ name }: { name: string }) => name)
    },
    /** The file, when its shape is no longer pending. */
    ready: (id: string) =>
      vi.waitFor(
        async () => {
          const { body } = await call('GET', `/cad/files/${id}`)
          expect(body.geometry.status).not.toBe('pending')
          return body
        },
        { timeout: 25_000 },
      ),
    /** Keys of the storage. */
    async stored(): Promise<string[]> {
      const keys: string[] = []
      for await (const { key } of shop.app.services.parts.storage.list('')) keys.push(key)
      return keys.sort()
    },
    close: () => shop.close(),
  }
}

export type TestLibrary = Awaited<ReturnType<typeof openLibrary>>
