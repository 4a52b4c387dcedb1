import { createHash } from 'node:crypto'
import { type Client, client, signUp } from './client.ts'
import type { DemoReceiver } from './receiver.ts'
import { makeStepPart } from './step-part.ts'
import { terminal } from './terminal.ts'

export const password = 'demo-password'
export const ownerEmail = 'olga@northwind.example'
export const customerEmail = 'carl@rocketry.example'
const secondEmail = 'cora@climbing.example'

/** A customer of the shop with a project and a part. */
export interface Buyer {
  id: number
  name: string
  /** Acts with the session: what binds needs the person. */
  account: Client
  /** Acts with a personal access token. */
  client: Client
  project: { id: string; project_no: string }
  partName: string
  fileId: string
}

export interface Scene {
  owner: Client
  /** Acts for the shop with the tenant key, as its ERP. */
  shop: Client
  carl: Buyer
  cora: Buyer
}

interface Created {
  id: string
  secret: string
}

interface Part {
  name: string
  widthMm: number
  depthMm: number
  heightMm: number
  holeDiameterMm: number
}

interface Uploaded {
  id: string
  name: string
  bytes: number
  sha256: string
}

async function uploadPart(customer: Client, projectId: string, part: Part): Promise<string> {
  const step = makeStepPart({ ...part, now: new Date() })
  const form = new FormData()
  form.set('kind', 'cad')
  form.set(
    'file',
    new Blob([step], { type: 'model/step' }),
    `${part.name.toLowerCase().replaceAll(' ', '-')}.step`,
  )
  const file = await customer.post<Uploaded>(`/projects/${projectId}/files`, form)
  if (file.sha256 !== createHash('sha256').update(step).digest('hex'))
    throw new Error('the upload was changed on the way')
  terminal.step(`uploaded ${file.name}, ${file.bytes} bytes of STEP, sha256 ${file.sha256.slice(0, 12)}…`)
  return file.id
}

async function subscribe(who: Client, receiver: DemoReceiver, path: string): Promise<void> {
  const webhook = await who.post<Created & { fingerprint: string }>('/webhooks', {
    url: `${receiver.url}${path}`,
  })
  receiver.trust(path, webhook.secret)
  terminal.step(`webhook ${receiver.url}${path}, all events, key fingerprint ${webhook.fingerprint}`)
}

async function openShop(baseUrl: string, receiver: DemoReceiver) {
  terminal.title('The shop')
  const { client: owner } = await signUp(baseUrl, {
    email: ownerEmail,
    password,
    name: 'Olga Owner',
    workspace: { name: 'Northwind Fabrication' },
  })
  await owner.patch('/workspace', { plan: 'enterprise' })
  terminal.step('Northwind Fabrication, plan enterprise, owner Olga')
  const key = await owner.post<Created>('/api-keys', {
    name: 'ERP',
    environment: 'production',
    scopes: ['api'],
  })
  terminal.step(`tenant API key ${key.secret.slice(0, 12)}… for its ERP`)
  await subscribe(owner, receiver, '/workspace')
  return { owner, shop: client(baseUrl, { 'x-api-key': key.secret }) }
}

const scopes = [
  'read:projects',
  'write:projects',
  'read:quotes',
  'write:quotes',
  'read:webhooks',
  'write:webhooks',
]

/** Signs a customer up, with a token, a project, a part in it, and a webhook. */
async function welcome(
  baseUrl: string,
  receiver: DemoReceiver,
  person: { name: string; email: string; path: string },
  project: string,
  part: Part,
): Promise<Buyer> {
  terminal.title(`Its customer ${person.name}`)
  const account = await signUp(baseUrl, { email: person.email, password, name: person.name })
  const token = await account.client.post<Created>('/tokens', { name: 'CI', scopes })
  terminal.step(`personal access token ${token.secret.slice(0, 12)}… with ${scopes.length} scopes`)
  const customer = client(baseUrl, { authorization: `Bearer ${token.secret}` })
  const made = await customer.post<Buyer['project']>('/projects', { name: project })
  terminal.step(`project ${made.project_no}`)
  const fileId = await uploadPart(customer, made.id, part)
  await subscribe(customer, receiver, person.path)
  return {
    id: account.userId,
    name: person.name,
    account: account.client,
    client: customer,
    project: made,
    partName: part.name,
    fileId,
  }
}

/**
 * Makes the shop and two customers, their credentials, projects with real parts, and subscriptions for all.
 * `livePast` runs when there is only the shop.
 */
export async function setTheScene(
  baseUrl: string,
  receiver: DemoReceiver,
  livePast: (owner: Client) => Promise<void>,
): Promise<Scene> {
  const { owner, shop } = await openShop(baseUrl, receiver)
  await livePast(owner)
  const carl = await welcome(
    baseUrl,
    receiver,
    { name: 'Carl Customer', email: customerEmail, path: '/carl' },
    'Mounting plates',
    { name: 'Mounting plate', widthMm: 120, depthMm: 80, heightMm: 6, holeDiameterMm: 12 },
  )
  const cora = await welcome(
    baseUrl,
    receiver,
    { name: 'Cora Climber', email: secondEmail, path: '/cora' },
    'Anchor brackets',
    { name: 'Anchor bracket', widthMm: 60, depthMm: 40, heightMm: 8, holeDiameterMm: 10 },
  )
  return { owner, shop, carl, cora }
}
