import { expect, test } from 'vitest'
import { openShop } from '../../../test/harness/shop.ts'

test('200: a project names its customer when asked to, alone and in the list, and else not', async () => {
  const { app, people } = await openShop({ start: false })
  const { customer, staff } = people
  const created = await app.call('POST', '/projects', { as: customer.credential, body: { name: 'Bracket' } })
  const { id } = created.body
  expect(created.body.customer).toBeUndefined()
  const named = { user_id: customer.userId, name: expect.any(String), email: customer.email, company: '' }

  for (const as of [customer.credential, staff.credential]) {
    expect((await app.call('GET', `/projects/${id}?expand=customer`, { as })).body.customer).toEqual(named)
    expect((await app.call('GET', '/projects?expand=customer', { as })).body.data[0].customer).toEqual(named)
    expect((await app.call('GET', `/projects/${id}`, { as })).body.customer).toBeUndefined()
  }
  expect((await app.call('GET', `/projects/${id}?expand=files`, { as: staff.credential })).status).toBe(400)
})
