import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { type EventType, envelopeSchema, eventTypes } from '../src/contract/events/index.ts'
import { codeAt, enrol, password, signedIn, signIn } from '../src/features/accounts/testing/account-world.ts'
import { type JobShop, openJobShop } from './harness/job-shop.ts'

/** What a shop with all its business really sends, held against the schemas that the guide and OpenAPI show. */

const ajv = new Ajv2020({ allErrors: true })
addFormats.default(ajv)

interface Sent {
  type: EventType
  data: Record<string, unknown>
}

/** What is wrong with an event: breaches of its schema, and members of its data that the schema does not name. */
function problemsOf({ type, ...rest }: Sent): string[] {
  const schema = envelopeSchema(type)
  const validate = ajv.compile(schema)
  validate({ type, ...rest })
  const breaches = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  const { properties } = schema as { properties: { data: { properties: object } } }
  const unnamed = Object.keys(rest.data).filter((name) => !Object.hasOwn(properties.data.properties, name))
  return [...breaches, ...unnamed.map((name) => `data.${name} is not in the schema`)].map(
    (problem) => `${type}: ${problem}`,
  )
}

async function doBusiness({ must, people, order, orderStep, ship, shipmentStep, clock, app }: JobShop) {
  const { staff, customer } = people
  const placed = await order({ note: 'Urgent' })
  await orderStep(placed, 'start-production')
  await shipmentStep(await ship(placed), 'deliver')
  const due_on = '2026-05-16'
  const invoice = await must('/invoices', staff.credential, { order_id: placed.id, due_on })
  await must(`/invoices/${invoice.id}/issue`, staff.credential)
  await app.services.invoices.tellDue()
  clock.advance(3 * 86_400_000)
  await app.services.invoices.tellDue()
  const payment = { amount: invoice.total, method: 'bank_transfer' }
  await must(`/invoices/${invoice.id}/payments`, staff.credential, payment)
  const report = {
    project_id: placed.project_id,
    severity: 'major',
    qty_affected: 3,
    description: 'Too wide',
  }
  const ncr = await must('/ncrs', staff.credential, report)
  await must(`/ncrs/${ncr.id}/start`, staff.credential, { disposition: 'scrap' })
  await must(`/ncrs/${ncr.id}/resolve`, staff.credential, { resolution: 'Made anew', root_cause: 'Drill' })
  await must(`/projects/${placed.project_id}/messages`, staff.credential, { body: 'It is on its way' })
  await must('/messages', staff.credential, { body: 'Thank you', customer_id: customer.userId })
}

async function mindAccount({ must, app, clock, people: { customer } }: JobShop) {
  const as = customer.credential
  const webhook = await must('/webhooks', as, { url: 'https://93.184.216.34/hook' })
  await must(`/webhooks/${webhook.id}/test`, as)
  await signIn(app, customer.email)
  const { seed } = await enrol(app, as)
  clock.advance(60_000)
  await must('/account/2fa', as, { password, code: codeAt(seed, clock.now()) }, 'DELETE')
  const changed = { current_password: password, new_password: 'another good one' }
  await must('/account/password', as, changed)
  const back = await signedIn(app, customer, changed.new_password)
  await must('/account', back, { password: changed.new_password }, 'DELETE')
}

test('every event that is sent is as its schema says, and the schema names all of its members', async () => {
  const shop = await openJobShop()
  try {
    await doBusiness(shop)
    await mindAccount(shop)
    const rows = await shop.app.db.rows<{ body: string }>({
      text: 'SELECT body FROM events ORDER BY id',
      values: [],
    })
    const sent = rows.map(({ body }) => JSON.parse(body) as Sent)
    expect(sent.flatMap(problemsOf)).toEqual([])
    const seen = new Set(sent.map(({ type }) => type))
    expect(eventTypes.filter((type) => !seen.has(type))).toEqual([])
  } finally {
    await shop.close()
  }
})
