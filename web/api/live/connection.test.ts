import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type Listener, LiveConnection } from './connection.ts'

/** Surroundings whose time stands still until it is moved. */
class Around {
  timers: { at: number; work: () => void }[] = []
  now = 0
  hidden = false
  sessionChanges = 0
  answers: ((signal: AbortSignal) => Response | Promise<Response>)[] = []
  calls = 0

  readonly fetch = async (_: string, init: RequestInit): Promise<Response> => {
    this.calls++
    const answer = this.answers.shift()
    if (answer === undefined) throw new TypeError('no network')
    return answer(init.signal as AbortSignal)
  }
  readonly after = (ms: number, work: () => void) => {
    const timer = { at: this.now + ms, work }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((one) => one !== timer)
    }
  }
  readonly nowMs = () => this.now
  readonly random = () => 1
  readonly isHidden = () => this.hidden
  readonly onSessionChange = () => {
    this.sessionChanges++
  }

  pass(ms: number): void {
    this.now += ms
    const due = this.timers.filter(({ at }) => at <= this.now)
    this.timers = this.timers.filter(({ at }) => at > this.now)
    for (const { work } of due) work()
  }

  /** The next connection stands; returns how to speak through it. */
  accept() {
    const stream = new TransformStream<Uint8Array, Uint8Array>()
    const writer = stream.writable.getWriter()
    this.answers.push((signal) => {
      signal.addEventListener('abort', () => void writer.abort(signal.reason).catch(() => {}))
      return new Response(stream.readable)
    })
    return {
      say: (text: string) => void writer.write(new TextEncoder().encode(text)).catch(() => {}),
      end: () => void writer.close().catch(() => {}),
    }
  }
}

let around: Around
let connection: LiveConnection
beforeEach(() => {
  around = new Around()
  connection = new LiveConnection(around)
})

const becomes = (state: string) => vi.waitFor(() => expect(connection.state).toBe(state))
const listener = () => ({ inbox: vi.fn(), delivery: vi.fn(), missed: vi.fn() }) satisfies Listener

test('one connection for all who listen; the last that leaves closes it', async () => {
  const line = around.accept()
  const [first, second] = [listener(), listener()]
  const [leaveFirst, leaveSecond] = [connection.listen(first), connection.listen(second)]
  await becomes('live')
  line.say('event: inbox\ndata: {"unread_count":3}\n\nevent: delivery\ndata: {"id":"d"}\n\n')
  await vi.waitFor(() => expect(second.delivery).toHaveBeenCalledWith({ id: 'd' }))
  expect(first.inbox).toHaveBeenCalledWith({ unread_count: 3 })
  expect(around.calls).toBe(1)
  leaveFirst()
  around.pass(1_000)
  expect(connection.state).toBe('live')
  leaveSecond()
  around.pass(1_000)
  expect(connection.state).toBe('off')
})

test('from one page to the next it stays open', async () => {
  around.accept()
  const leave = connection.listen(listener())
  await becomes('live')
  leave()
  connection.listen(listener())
  around.pass(1_000)
  expect([connection.state, around.calls]).toEqual(['live', 1])
})

test('what ended is opened again, and what was not told is read again', async () => {
  const line = around.accept()
  const heard = listener()
  connection.listen(heard)
  await becomes('live')
  expect(heard.missed).not.toHaveBeenCalled()
  line.end()
  await becomes('lost')
  expect(around.sessionChanges).toBe(1)
  // Twice there is no answer: it waits longer each time.
  around.pass(1_000)
  await vi.waitFor(() => expect(around.timers).toHaveLength(1))
  around.pass(1_999)
  expect(around.calls).toBe(2)
  around.accept()
  around.pass(1)
  await becomes('live')
  expect(heard.missed).toHaveBeenCalledTimes(1)
})

test('too many changes to tell: read again', async () => {
  const line = around.accept()
  const heard = listener()
  connection.listen(heard)
  await becomes('live')
  line.say('event: skipped\ndata: {"deliveries":7}\n\n')
  await vi.waitFor(() => expect(heard.missed).toHaveBeenCalledTimes(1))
})

test('a line without a word for long is given up', async () => {
  around.accept()
  connection.listen(listener())
  await becomes('live')
  around.pass(40_000)
  await becomes('lost')
})

test('out of sight for a minute it pauses, and comes back with the page', async () => {
  around.accept()
  const heard = listener()
  connection.listen(heard)
  await becomes('live')
  around.hidden = true
  connection.visibilityChanged()
  around.pass(30_000)
  expect(connection.state).toBe('live')
  around.pass(30_000)
  expect(connection.state).toBe('paused')
  around.hidden = false
  around.accept()
  connection.visibilityChanged()
  await becomes('live')
  expect(heard.missed).toHaveBeenCalledTimes(1)
})

test('a short look elsewhere changes nothing', async () => {
  around.accept()
  connection.listen(listener())
  await becomes('live')
  around.hidden = true
  connection.visibilityChanged()
  around.hidden = false
  connection.visibilityChanged()
  expect([connection.state, around.timers.length, around.calls]).toEqual(['live', 1, 1])
})

describe('refused', () => {
  test.each([401, 403])('%i: it does not ask again by itself', async (status) => {
    around.answers.push(() => new Response(null, { status }))
    connection.listen(listener())
    await becomes('refused')
    expect([around.sessionChanges, around.timers.length]).toEqual([1, 0])
    around.accept()
    connection.retryNow()
    await becomes('live')
  })

  test('429: not before Retry-After', async () => {
    around.answers.push(() => new Response(null, { status: 429, headers: { 'retry-after': '20' } }))
    connection.listen(listener())
    await becomes('lost')
    around.pass(19_999)
    expect(around.calls).toBe(1)
    around.pass(1)
    expect(around.calls).toBe(2)
  })
})

test('signing out closes it at once, whoever listens', async () => {
  around.accept()
  connection.listen(listener())
  await becomes('live')
  connection.close()
  expect([connection.state, around.timers.length]).toEqual(['off', 0])
})
