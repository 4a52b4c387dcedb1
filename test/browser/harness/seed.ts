import { makeStepPart } from '../../../src/cli/demo/step-part.ts'
import { binaryStl, box } from '../../../src/domain/geometry/testing/meshes.ts'
import { type Receiver, startReceiver } from '../../harness/receiver.ts'
import { type SignedUp, signUp } from './people.ts'
import type { RunningSite } from './site.ts'

interface Made {
  id: string
}

const part = { part_name: 'Bracket', process: 'CNC milling', material: 'EN AW-6082' }
/** Names without a place to break are what tears tables open. */
const longName = 'Anchor_bracket_for_the_test_stand_revision_C_left_hand_side_mirrored'

function fileForm(name: string, bytes: Uint8Array | string, members: Record<string, string>) {
  const form = new FormData()
  for (const [member, value] of Object.entries(members)) form.set(member, value)
  form.set('file', new Blob([Uint8Array.from(Buffer.from(bytes))]), name)
  return form
}

const dayAhead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** A project with files, a thread and an offer that waits for its answer. */
async function seedProject(owner: SignedUp, customer: SignedUp) {
  const project = await customer.api<Made>('POST', '/projects', { name: longName })
  const step = makeStepPart({
    ...{ widthMm: 60, depthMm: 40, heightMm: 8, holeDiameterMm: 10 },
    name: 'Anchor bracket',
    now: new Date(),
  })
  await customer.api('POST', `/projects/${project.id}/files`, fileForm('bracket.step', step, { kind: 'cad' }))
  await customer.api('POST', `/projects/${project.id}/messages`, { body: `When? ${longName}` })
  await owner.api('POST', `/projects/${project.id}/messages`, { body: 'The saw is blunt', internal: true })
  const ask = () =>
    customer.api<Made & { lines: { id: string }[] }>('POST', '/quotes', {
      project_id: project.id,
      lines: [{ ...part, part_name: longName, quantities: [10, 50] }],
    })
  const waiting = await ask()
  const offered = await ask()
  await owner.api('PUT', `/quotes/${offered.id}/pricing`, {
    currency: 'USD',
    lines: offered.lines.map(({ id }) => ({
      line_id: id,
      breaks: [10, 50].map((quantity) => ({ quantity, unit_price: '12.5', lead_time_days: 10 })),
    })),
  })
  await owner.api('POST', `/quotes/${offered.id}/ready`)
  return { project: project.id, waiting: waiting.id, offered: offered.id }
}

/** An order half shipped, with an invoice half paid and a report of what was wrong. */
async function seedOrder(owner: SignedUp, project_id: string) {
  const order = await owner.api<Made & { lines: Made[] }>('POST', '/orders', {
    project_id,
    currency: 'USD',
    promised_at: dayAhead(2),
    lines: [{ ...part, quantity: 10, unit_price: '12.5' }],
  })
  const order_line_id = order.lines[0]?.id
  await owner.api('POST', `/orders/${order.id}/start-production`)
  const shipment = await owner.api<Made>('POST', `/orders/${order.id}/shipments`, {
    carrier: 'UPS',
    tracking_no: '1Z12345E0205271688',
    lines: [{ order_line_id, quantity: 4 }],
  })
  await owner.api('POST', `/shipments/${shipment.id}/ship`)
  const invoice = await owner.api<Made>('POST', '/invoices', { order_id: order.id, due_on: dayAhead(30) })
  await owner.api('POST', `/invoices/${invoice.id}/issue`)
  await owner.api('POST', `/invoices/${invoice.id}/payments`, {
    amount: { amount: 5000, currency: 'USD' },
    method: 'wire',
  })
  const report = await owner.api<Made>('POST', '/ncrs', {
    project_id,
    order_line_id,
    severity: 'major',
    qty_affected: 2,
    description: `Scratched on the way: ${longName}`,
  })
  return { order: order.id, invoice: invoice.id, report: report.id }
}

/** An order that nothing was done to yet, with an invoice that nobody has paid. */
async function seedQuietOrder(owner: SignedUp, project_id: string) {
  const order = await owner.api<Made>('POST', '/orders', {
    project_id,
    currency: 'USD',
    lines: [{ ...part, quantity: 5, unit_price: '8' }],
  })
  const invoice = await owner.api<Made>('POST', '/invoices', { order_id: order.id, due_on: dayAhead(30) })
  await owner.api('POST', `/invoices/${invoice.id}/issue`)
  return { quietOrder: order.id, quietInvoice: invoice.id }
}

/** A webhook whose deliveries all fail, the log of one of them, and a replay. */
async function seedWebhook(of: SignedUp, receiver: Receiver) {
  const webhook = await of.api<Made>('POST', '/webhooks', { url: `${receiver.url}/${longName}` })
  await of.api('POST', `/webhooks/${webhook.id}/test`)
  const path = `/webhooks/${webhook.id}/deliveries`
  let delivery: string | undefined
  while (delivery === undefined) delivery = (await of.api<{ data: Made[] }>('GET', path)).data[0]?.id
  const time = (from: number) => new Date(Date.now() + from * 60_000).toISOString()
  await of.api('POST', `/webhooks/${webhook.id}/replays`, { from: time(-60), to: time(1) })
  return { webhook: webhook.id, delivery }
}

/** A small shop with something of everything, and who looks at it. */
export async function seedShop(site: RunningSite) {
  const owner = await signUp(site.origin, 'olga@example.com', { workspace: { name: 'Northwind Fab' } })
  await owner.api('PATCH', '/workspace', { plan: 'enterprise', mark_paid_allowed: true })
  const customer = await signUp(site.origin, 'carl@example.com')
  const newcomer = await signUp(site.origin, 'nina@example.com')
  const staff = await signUp(site.origin, 'sam@example.com')
  await site.db.run({
    text: `UPDATE user_organizations SET role = 'staff' WHERE user_id = $1`,
    values: [staff.id],
  })
  const receiver = await startReceiver()
  receiver.behave(() => 500)
  const ofShop = await seedWebhook(owner, receiver)
  const ofCustomer = await seedWebhook(customer, receiver)
  const records = await seedProject(owner, customer)
  const ordered = await seedOrder(owner, records.project)
  const quiet = await seedQuietOrder(owner, records.project)
  // It hears of nothing, so nothing of it fails.
  const quietWebhook = await customer.api<Made>('POST', '/webhooks', {
    url: `${receiver.url}/quiet`,
    event_types: ['ncr.resolved'],
  })
  await customer.api('POST', '/cad/folders', { name: longName })
  await customer.api('POST', '/cad/files', fileForm('box.stl', binaryStl(box(20, 30, 40)), {}))
  await customer.api('POST', '/messages', { body: 'Are you open in August?' })
  await customer.api('POST', '/tokens', { name: 'Build server', scopes: [] })
  const key = await owner.api<Made>('POST', '/api-keys', {
    ...{ name: 'ERP', environment: 'production', scopes: ['api'] },
  })
  await owner.api('POST', '/workspace/invitations', { email: 'mia@example.com', role: 'manager' })
  return {
    people: { owner, customer, newcomer, staff },
    ids: { ...records, ...ordered, ...quiet, quietWebhook: quietWebhook.id, key: key.id },
    ofShop,
    ofCustomer,
    receiver,
  }
}

export type Seed = Awaited<ReturnType<typeof seedShop>>
