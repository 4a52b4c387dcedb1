import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/harness/app.ts'

let shop: TestApp

beforeEach(async () => {
  shop = await startTestApp()
})

afterEach(() => shop.close())

test('201: the first sign-up with a workspace makes its owner', async () => {
  const body = {
    email: 'a@example.com',
    password: 'correct horse',
    name: 'Ada',
    workspace: { name: 'Ada & Söhne' },
  }
  const reply = await shop.call('POST', '/auth/sign-up', { body })
  expect(reply.status).toBe(201)
  expect(reply.body).toMatchObject({
    user: { email: 'a@example.com', name: 'Ada' },
    workspace: { name: 'Ada & Söhne', slug: 'ada-sohne', plan: 'free', role: 'owner' },
  })
  expect(reply.headers['set-cookie']).toMatch(
    /^fabwire_session=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
  )
})
