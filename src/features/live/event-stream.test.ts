import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { patience } from '../../../test/harness/patience.ts'
import { Batches, mostTold } from './batches.ts'
import { EventStream, frame } from './event-stream.ts'

const text = async (stream: EventStream): Promise<string> => {
  let all = ''
  for await (const chunk of stream) all += chunk
  return all
}

test('an event has a name and one line of JSON, whatever is in it', () => {
  expect(frame('inbox', { title: 'a\nb\r\n\ndata: c' })).toBe(
    'event: inbox\ndata: {"title":"a\\nb\\r\\n\\ndata: c"}\n\n',
  )
})

test('ends in order; what comes later is not told', async () => {
  const stream = new EventStream()
  stream.tell('one')
  stream.tell('two')
  stream.end()
  stream.end()
  stream.tell('three')
  expect(await text(stream)).toBe('onetwo')
})

test('a reader that does not read is cut off instead of buffered for without end', async () => {
  const streams: EventStream[] = []
  const server = createServer((_, response) => {
    const stream = new EventStream()
    streams.push(stream)
    stream.tell('hello')
    pipeline(stream, response, () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const slow = await new Promise<IncomingMessage>((resolve) => {
    get({ port, host: '127.0.0.1', agent: false }, resolve)
  })
  slow.pause()
  const cutOff = new Promise((resolve) => slow.once('close', resolve))
  const [stream] = streams as [EventStream]
  const kilobyte = 'x'.repeat(1_024)
  let told = 0
  await vi.waitFor(() => {
    // As long as it is open the system takes some; then the stream's own bound is what holds.
    for (let n = 0; n < 1_000; n++, told++) stream.tell(kilobyte)
    expect(stream.destroyed).toBe(true)
  }, patience)
  expect(stream.readableLength).toBeLessThan(128 * 1_024)
  slow.resume()
  slow.on('error', () => {})
  await cutOff
  expect(slow.complete).toBe(false)
  expect(told).toBeGreaterThan(64)
  server.closeAllConnections()
  server.close()
})

test('of each delivery the last change is told, and of too many the rest is counted', () => {
  const change = (id: number, attempt_count: number) => ({
    id: String(id),
    webhook_id: 'w',
    event: { id, type: 'order.shipped' as const },
    status: 'pending' as const,
    attempt_count,
    next_attempt_at: null,
  })
  const batches = new Batches()
  for (let n = 0; n < mostTold + 20; n++) batches.add('a', change(n, 1))
  batches.add('a', change(0, 2))
  batches.add('b', change(0, 1))
  const taken = new Map(batches.take())
  expect(taken.get('a')?.changes).toHaveLength(mostTold)
  expect(taken.get('a')).toMatchObject({ skipped: 20, changes: expect.arrayContaining([change(0, 2)]) })
  expect(taken.get('b')).toEqual({ skipped: 0, changes: [change(0, 1)] })
  expect(batches.isEmpty).toBe(true)
})
