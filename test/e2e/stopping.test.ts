import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, vi } from 'vitest'
import type { Behaviour, Receiver } from '../harness/receiver.ts'
import { patienceMs } from './harness/process.ts'
import { anyDatabase, databaseKinds, type Sandbox, test } from './harness/sandbox.ts'
import { news, openShop, password, publish, readLog, subscribe } from './harness/shop.ts'

/** A receiver that answers only when told to. */
async function slowReceiver(sandbox: Sandbox) {
  const waiting: (() => void)[] = []
  let holds = true
  const behaviour: Behaviour = (_, response) => {
    if (!holds) return 200
    waiting.push(() => response.writeHead(200).end())
    return undefined
  }
  const receiver: Receiver = await sandbox.receiver(behaviour)
  return {
    ...receiver,
    answer() {
      holds = false
      for (const send of waiting.splice(0)) send()
    },
  }
}

/** A request that the server is reading, over a connection of its own; its last byte is still to come. */
async function halfSent(
  origin: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) {
  const { hostname, port, host } = new URL(origin)
  const socket = connect(Number(port), hostname)
  const closed = once(socket, 'close')
  const all = { host, ...headers, 'content-length': String(Buffer.byteLength(body)), expect: '100-continue' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body.slice(0, -1)}`)
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  await vi.waitUntil(() => text.includes('100 Continue'), { timeout: patienceMs })
  /** Sends the rest; what came until the server closed. */
  return async () => {
    socket.write(body.slice(-1))
    await closed
    return text.slice(text.lastIndexOf('HTTP/1.1'))
  }
}

/** A site that is delivering one event to a receiver that does not answer yet. */
async function midDelivery(sandbox: Sandbox, kind: (typeof databaseKinds)[number]) {
  const receiver = await slowReceiver(sandbox)
  // Its log says when it has begun to stop.
  const site = await (await sandbox.site(kind, { LOG_LEVEL: 'info' })).start()
  const shop = await openShop(site)
  const { id } = await subscribe(shop.owner, receiver.url)
  const [eventId] = await publish(shop)
  await vi.waitUntil(() => receiver.received.length === 1, { timeout: patienceMs })
  const stopping = () => site.process.line(/"msg":"stopping"/)
  return { receiver, site, shop, webhookId: id, eventId: eventId as number, stopping }
}

describe.each(databaseKinds)('on %s', (kind) => {
  test('SIGTERM: what is in flight ends, both ways, then exit 0', async ({ sandbox }) => {
    const { receiver, site, shop, webhookId, eventId, stopping } = await midDelivery(sandbox, kind)
    const headers = { 'x-api-key': shop.key, 'content-type': 'application/json', connection: 'keep-alive' }
    const finishRequest = await halfSent(site.url, '/api/events', headers, JSON.stringify(news(shop)))
    const port = new URL(site.url).port
    const { process } = site
    const ended = site.stop()
    await stopping()

    const answer = await finishRequest()
    expect(answer).toMatch(/^HTTP\/1\.1 202 /)
    const accepted = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))).ids[0] as number
    expect(process.running, 'it waits for the delivery').toBe(true)
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow()
    receiver.answer()
    expect(await ended).toEqual({ code: 0, signal: null })
    expect(process.stderr).toBe('')

    await site.start()
    await expect
      .poll(() => readLog(shop.owner, webhookId, 'delivered'), { timeout: patienceMs })
      .toMatchObject([
        { event: { id: accepted }, attempt_count: 1 },
        { event: { id: eventId }, attempt_count: 1 },
      ])
    expect(receiver.received.map((request) => request.eventId).sort()).toEqual([eventId, accepted])
    expect(await site.stop()).toEqual({ code: 0, signal: null })
  })
})

test('a second signal ends it at once; what was in flight is delivered after the next start', async ({
  sandbox,
}) => {
  const { receiver, site, shop, webhookId, eventId, stopping } = await midDelivery(sandbox, 'pglite')
  const { process } = site
  void site.stop()
  await stopping()
  expect(process.running).toBe(true)
  process.signal('SIGINT')
  expect(await process.ended).toEqual({ code: 1, signal: null })

  receiver.answer()
  await site.start()
  await expect
    .poll(() => readLog(shop.owner, webhookId), { timeout: patienceMs })
    .toMatchObject([{ event: { id: eventId }, status: 'delivered', attempt_count: 1 }])
})

test('an exposed server prints a set-up token, and only with it is there a first workspace', async ({
  sandbox,
}) => {
  const origin = 'http://fab.example.com'
  const exposed = { HOST: '0.0.0.0', FABWIRE_BASE_URL: origin, FABWIRE_ALLOW_HTTP: '1' }
  const site = await (await sandbox.site(anyDatabase, exposed)).start()
  const [, token] = await site.process.line(/^set-up token for the first workspace: (\S+)$/)
  const signUp = async (email: string, members: object) => {
    const reply = await fetch(`http://127.0.0.1:${new URL(site.url).port}/api/auth/sign-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ email, password, name: 'Ada', workspace: { name: 'Fab' }, ...members }),
    })
    return { status: reply.status, body: await reply.json() }
  }
  // Figures are not for everybody who reaches the port.
  expect((await fetch(`http://127.0.0.1:${new URL(site.url).port}/metrics`)).status).toBe(404)
  const refused = { status: 403, body: { code: 'setup_token_required' } }
  expect(await signUp('a@example.com', {})).toMatchObject(refused)
  expect(await signUp('a@example.com', { setup_token: 'guess' })).toMatchObject(refused)
  expect(await signUp('a@example.com', { setup_token: token })).toMatchObject({ status: 201 })

  // It is spent with the first workspace: no start shows one again, and none makes a second.
  await site.stop()
  await site.start()
  expect(site.process.stdout).not.toContain('set-up token')
  expect(await signUp('b@example.com', { setup_token: token })).toMatchObject({
    status: 403,
    body: { code: 'sign_up_closed' },
  })
})

test('metrics: on a port of their own, or for a bearer', async ({ sandbox }) => {
  const token = 'a-metrics-token-of-32-characters'
  const free = await sandbox.receiver()
  await free.close()
  const { port } = new URL(free.url)
  const site = await sandbox.site(anyDatabase)
  await site.start({ FABWIRE_METRICS_PORT: port, FABWIRE_METRICS_TOKEN: token })
  const own = await fetch(`http://127.0.0.1:${port}/metrics`)
  expect(own.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  expect(await own.text()).toContain('# TYPE ')

  const get = async (bearer?: string) => {
    const headers: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
    const { status } = await fetch(`${site.url}/metrics`, { headers })
    return status
  }
  expect([await get(), await get('wrong'), await get(token)]).toEqual([401, 401, 200])

  const taken = new URL(site.url).port
  const second = await sandbox.run(['serve'], { PORT: '0', FABWIRE_METRICS_PORT: taken })
  expect(second.stderr).toMatch(/^fabwire: FABWIRE_METRICS_PORT: .*in use.*\n$/)
  expect(second.code).toBe(1)
})
