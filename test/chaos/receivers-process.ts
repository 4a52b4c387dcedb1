import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { problemsOf } from '../../src/cli/demo/verify.ts'
import { isBad, type Manner, misbehave } from './manners.ts'
import type { Ask, SeenEvent, ToldHook } from './receivers.ts'

/** All receivers, in a process of their own: they outlive every fault, and their view is independent of the sender's. */

const hooks = new Map<string, ToldHook>()
const seen = new Map<number, SeenEvent>()
const problems: string[] = []
const mostProblems = 20
let wellAnswered = 0

function note(problem: string): void {
  if (problems.length < mostProblems) problems.push(problem)
}

const digestOf = (body: Buffer): string => createHash('sha256').update(body).digest('hex').slice(0, 16)

function check(hook: ToldHook, request: IncomingMessage, body: Buffer): void {
  const { headers } = request
  // Where the only clock of the deployment jumps, its signatures' time does, too.
  const nowMs = hook.checksTime ? Date.now() : Number(headers['webhook-timestamp']) * 1_000
  for (const problem of problemsOf(body.toString('utf8'), headers, hook.secret, nowMs))
    note(`${hook.path}: ${problem}`)
}

function remember(hook: ToldHook, eventId: number, body: Buffer): SeenEvent {
  const digest = digestOf(body)
  let event = seen.get(eventId)
  if (event === undefined) {
    event = { eventId, path: hook.path, digest, tries: 0, successes: 0, firstSuccessMs: 0 }
    seen.set(eventId, event)
  }
  if (event.digest !== digest) note(`${hook.path}: event ${eventId} came with other bytes than before`)
  if (event.path !== hook.path) note(`${hook.path}: event ${eventId} belongs to ${event.path}`)
  event.tries++
  return event
}

function answer(manner: Manner, event: SeenEvent, response: ServerResponse): void {
  const bad = isBad(manner, event.eventId, event.tries)
  if (bad && !misbehave(manner, response)) return
  if (!bad) response.writeHead(200, { 'content-type': 'text/plain' }).end('ok')
  event.successes++
  if (event.successes > 1) return
  event.firstSuccessMs = Date.now()
  if (manner === 'well') wellAnswered++
}

function receive(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const hook = hooks.get(request.url ?? '')
  if (hook === undefined) {
    note(`a request for ${request.url}: a redirect was followed`)
    response.writeHead(404).end()
    return
  }
  check(hook, request, body)
  answer(hook.manner, remember(hook, Number(request.headers['x-fabdigit-event-id']), body), response)
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('error', () => {})
  response.on('error', () => {})
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => receive(request, Buffer.concat(chunks), response))
})
server.keepAliveTimeout = 30_000

process.on('message', (ask: Ask) => {
  if (ask.kind === 'hooks') for (const hook of ask.hooks) hooks.set(hook.path, hook)
  process.send?.(ask.kind === 'report' ? { seen: [...seen.values()], problems } : { wellAnswered })
})
process.on('disconnect', () => process.exit(0))
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }))
