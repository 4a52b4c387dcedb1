import { createHash } from 'node:crypto'
import { type Client, client, signUp } from './client.ts'
import type { DemoReceiver } from './receiver.ts'
import { makeStepPart } from './step-part.ts'
import { terminal } from './terminal.ts'

export const password = 'demo-password'
export const ownerEmail = 'olga@northwind.example'
export const customerEmail = 'carl@rocketry.example'

export interface Scene {
  owner: Client
  /** Acts for the customer with the personal access token. */
  customer: Client
  customerId: number
  /** Acts for the shop with the tenant key, as its ERP. */
  erp: Client
  projectNo: string
}

interface Created {
  id: string
  secret: string
}

async function uploadPart(customer: Client): Promise<string> {
  const project = await customer.post<{ id: string; project_no: string }>('/projects', {
    name: 'Mounting plates',
    description: '50 pieces, aluminium 5083',
  })
  terminal.step(`project ${project.project_no}`)
  const part = makeStepPart({
    widthMm: 120,
    depthMm: 80,
    heightMm: 6,
    holeDiameterMm: 12,
    name: 'Mounting plate',
    now: new Date(),
  })
  const form = new FormData()
  form.set('kind', 'cad')
  form.set('file', new Blob([part], { type: 'model/step' }), 'mounting-plate.step')
  const file = await customer.post<{ name: string; bytes: number; sha256: string }>(
    `/projects/${project.id}/files`,
    form,
  )
  if (file.sha256 !== createHash('sha256').update(part).digest('hex'))
    throw new Error('the upload was changed on the way')
  terminal.step(`uploaded ${file.name}, ${file.bytes} bytes of STEP, sha256 ${file.sha256.slice(0, 12)}…`)
  return project.project_no
}

async function subscribe(who: Client, receiver: DemoReceiver, path: string): Promise<void> {
  const webhook = await who.post<Created & { fingerprint: string }>('/webhooks', {
    url: `${receiver.url}${path}`,
  })
  receiver.trust(path, webhook.secret)
  terminal.step(`webhook ${receiver.url}${path}, all events, key fingerprint ${webhook.fingerprint}`)
}

/** Makes the shop, its customer, their credentials, a project with a real part, and both subscriptions. */
export async function setTheScene(baseUrl: string, receiver: DemoReceiver): Promise<Scene> {
  terminal.title('The shop')
  const owner = await signUp(baseUrl, {
    email: ownerEmail,
    password,
    name: 'Olga Owner',
    workspace: { name: 'Northwind Fabrication' },
  })
  await owner.client.patch('/workspace', { plan: 'enterprise' })
  terminal.step('Northwind Fabrication, plan enterprise, owner Olga')
  const key = await owner.client.post<Created>('/api-keys', {
    name: 'ERP',
    environment: 'production',
    scopes: ['api'],
  })
  terminal.step(`tenant API key ${key.secret.slice(0, 12)}… for its ERP`)
  await subscribe(owner.client, receiver, '/workspace')

  terminal.title('Its customer')
  const account = await signUp(baseUrl, { email: customerEmail, password, name: 'Carl Customer' })
  const token = await account.client.post<Created>('/tokens', {
    name: 'CI',
    scopes: ['read:projects', 'write:projects', 'read:webhooks', 'write:webhooks'],
  })
  terminal.step(`Carl, personal access token ${token.secret.slice(0, 12)}… with four scopes`)
  const customer = client(baseUrl, { authorization: `Bearer ${token.secret}` })
  const projectNo = await uploadPart(customer)
  await subscribe(customer, receiver, '/customer')

  return {
    owner: owner.client,
    customer,
    customerId: account.userId,
    erp: client(baseUrl, { 'x-api-key': key.secret }),
    projectNo,
  }
}
