import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Credential } from '../../../test/harness/app.ts'
import { setRole } from '../../../test/harness/app.ts'
import { form, openTwoShops, sameBytes, type TwoShops } from './testing/two-shops.ts'

/** Security case 22: what another owner has is the 404 of what does not exist, byte for byte. */

let shops: TwoShops
/** Of Anna, customer of the northern shop. */
let project: string
let file: string
/** Another project of hers, to look for the file in the wrong one. */
let second: string

const nowhere = '01890000-0000-7000-8000-000000000000'
const malformed = [
  'x',
  '1',
  `${nowhere}0`,
  '%00',
  '..%2f..',
  "'%20OR%201=1",
  '☃',
  nowhere.replaceAll('-', ''),
]

const projectRoutes = [
  ['GET', ''],
  ['PATCH', ''],
  ['GET', '/files'],
  ['POST', '/files'],
] as const
const fileRoutes = [
  ['GET', ''],
  ['GET', '/content'],
  ['DELETE', ''],
] as const

beforeAll(async () => {
  shops = await openTwoShops({ start: false })
  project = (await shops.project(shops.anna)).id
  second = (await shops.project(shops.anna)).id
  file = (await shops.upload(shops.anna, project, form(['file', ['secret.step', 'bytes']]))).body.id
})
afterAll(() => shops.close())

const ask = (method: string, path: string, as: Credential) => {
  const bodies: Record<string, unknown> = {
    PATCH: { name: 'taken over' },
    POST: form(['file', ['planted.step', 'x']]),
  }
  return shops.app.call(method, `/projects/${path}`, { as, body: bodies[method] })
}

/** Everybody who must not see Anna's records. */
async function strangers(): Promise<[string, Credential][]> {
  const { north, south, ben, cleo } = shops
  return [
    ['another customer’s session', ben.credential],
    ['another customer’s full token', await shops.pat(ben)],
    ['another customer’s scoped token', await shops.pat(ben, ['read:projects', 'write:projects'])],
    ['the other shop’s owner', south.credential],
    ['the other shop’s customer', cleo.credential],
    ['the other shop’s key', await shops.key(south, ['api', 'admin'])],
    ['a customer who was a member', await formerMember(north.workspaceId)],
  ]
}

async function formerMember(workspaceId: string): Promise<Credential> {
  const person = await shops.app.member(shops.north, 'admin')
  const token = await shops.pat(person)
  await setRole(shops.app.db, { userId: person.userId, workspaceId }, 'customer')
  return token.authorization === undefined ? {} : person.credential
}

/** What is Anna's, as she sees it. */
const holdings = async (): Promise<string> => {
  const as = shops.anna.credential
  const paths = ['', `/${project}`, `/${project}/files`, `/${second}/files`]
  const replies = await Promise.all(paths.map((path) => shops.app.call('GET', `/projects${path}`, { as })))
  return replies.map(({ text }) => text).join('\n')
}

test('404: strangers see nothing, change nothing, and cannot tell it from what does not exist', async () => {
  const before = await holdings()
  for (const [who, as] of await strangers()) {
    for (const [method, rest] of projectRoutes) {
      const [theirs, none] = await Promise.all([
        ask(method, `${project}${rest}`, as),
        ask(method, `${nowhere}${rest}`, as),
      ])
      expect(theirs.status, `${who}: ${method} ${rest}`).toBe(404)
      expect(sameBytes(theirs), `${who}: ${method} ${rest}`).toBe(sameBytes(none))
    }
    for (const [method, rest] of fileRoutes) {
      const theirs = await ask(method, `${project}/files/${file}${rest}`, as)
      const none = await ask(method, `${nowhere}/files/${nowhere}${rest}`, as)
      expect(theirs.status, `${who}: ${method} file${rest}`).toBe(404)
      expect(sameBytes(theirs), `${who}: ${method} file${rest}`).toBe(sameBytes(none))
    }
    const listed = await shops.app.call('GET', `/projects?customer_id=${shops.anna.userId}`, { as })
    expect(listed.body, who).toEqual({ data: [], next_cursor: null })
  }
  expect(await holdings()).toBe(before)
})

test('404: a file is found only in its own project', async () => {
  const own = (await shops.project(shops.ben)).id
  for (const [method, rest] of fileRoutes) {
    const none = sameBytes(await ask(method, `${second}/files/${nowhere}${rest}`, shops.anna.credential))
    expect(sameBytes(await ask(method, `${second}/files/${file}${rest}`, shops.anna.credential))).toBe(none)
    // Ben's project is there for him, Anna's file is not.
    expect(sameBytes(await ask(method, `${own}/files/${file}${rest}`, shops.ben.credential))).toBe(none)
    expect(sameBytes(await ask(method, `${own}/files/${file}${rest}`, shops.staff.credential))).toBe(none)
  }
  expect((await ask('GET', `${project}/files/${file}`, shops.anna.credential)).status).toBe(200)
})

describe.each(malformed)('404: the malformed id %s', (id) => {
  it.each([
    ['another customer', () => shops.ben.credential],
    ['its shop', () => shops.staff.credential],
  ])('for %s, like what does not exist', async (_, credential) => {
    const as = credential()
    const none = sameBytes(await ask('GET', nowhere, as))
    for (const [method, rest] of projectRoutes)
      expect(sameBytes(await ask(method, `${id}${rest}`, as))).toBe(none)
    for (const [method, rest] of fileRoutes) {
      expect(sameBytes(await ask(method, `${id}/files/${nowhere}${rest}`, as))).toBe(none)
      expect(sameBytes(await ask(method, `${project}/files/${id}${rest}`, as))).toBe(none)
    }
  })
})

test('401: nobody learns nothing, whether it exists or not', async () => {
  for (const [method, rest] of projectRoutes) {
    const theirs = await ask(method, `${project}${rest}`, {})
    expect(theirs.status).toBe(401)
    expect(sameBytes(theirs)).toBe(sameBytes(await ask(method, `${nowhere}${rest}`, {})))
  }
  for (const [method, rest] of fileRoutes) {
    const theirs = await ask(method, `${project}/files/${file}${rest}`, {})
    expect(theirs.status).toBe(401)
    expect(sameBytes(theirs)).toBe(sameBytes(await ask(method, `${nowhere}/files/${nowhere}${rest}`, {})))
  }
})

test('200: the shop sees what its customers have, files too', async () => {
  for (const as of [shops.staff.credential, await shops.key(shops.north)]) {
    expect((await ask('GET', project, as)).status).toBe(200)
    expect((await ask('GET', `${project}/files/${file}/content`, as)).text).toBe('bytes')
  }
})

test('a customer of two shops has, in each, only what is of it', async () => {
  const { anna, south, app } = shops
  await app.db.run({
    text: `INSERT INTO user_organizations (user_id, workspace_id, role, created_at) VALUES ($1, $2, 'customer', now())`,
    values: [anna.userId, south.workspaceId],
  })
  const body = { name: 'Southern', customer_id: anna.userId }
  const made = await shops.must(201, app.call('POST', '/projects', { as: south.credential, body }))
  // Her session is one of the northern shop.
  expect((await ask('GET', made.body.id, anna.credential)).status).toBe(404)
  expect((await ask('GET', project, south.credential)).status).toBe(404)
})
