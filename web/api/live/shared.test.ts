import { beforeEach, expect, test } from 'vitest'
import type { Listener, LiveState } from './connection.ts'
import { type Line, SharedConnection, type Tabs, type Told, type Turn } from './shared.ts'

/** A stream that does what the test says. */
class FakeLine implements Line {
  state: LiveState = 'off'
  listener: Listener | undefined
  readonly #watchers = new Set<() => void>()

  watch = (watcher: () => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }
  become(state: LiveState): void {
    this.state = state
    for (const watcher of this.#watchers) watcher()
  }
  listen(listener: Listener): () => void {
    this.listener = listener
    this.become('connecting')
    return () => {
      this.listener = undefined
    }
  }
  close(): void {
    this.become('off')
  }
  retryNow(): void {
    this.become('connecting')
  }
}

/** A browser: its tabs, their queue for the stream, and time that stands still until it is moved. */
class FakeBrowser {
  now = 0
  timers: { at: number; work: () => void }[] = []
  queue: Turn[] = []
  readonly hearing = new Map<string, (told: Told) => void>()

  after = (ms: number, work: () => void) => {
    const timer = { at: this.now + ms, work }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((one) => one !== timer)
    }
  }
  pass(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const next = this.timers.toSorted((one, other) => one.at - other.at)[0]
      if (next === undefined || next.at > end) break
      this.now = next.at
      this.timers = this.timers.filter((one) => one !== next)
      next.work()
    }
    this.now = end
  }

  turn(turn: Turn): () => void {
    const holder = this.queue[0]
    if (turn.takes) {
      this.queue = [turn, ...this.queue.filter((one) => one !== holder)]
      turn.granted()
      holder?.lost()
    } else {
      this.queue.push(turn)
      if (holder === undefined) turn.granted()
    }
    return () => {
      const held = this.queue[0] === turn
      this.queue = this.queue.filter((one) => one !== turn)
      if (held) this.queue[0]?.granted()
    }
  }

  open(id: string) {
    const line = new FakeLine()
    const tab = { id, line, isHidden: false, news: [] as string[], sessionChanges: 0, isFrozen: false }
    const tabs: Tabs = {
      id,
      after: this.after,
      isHidden: () => tab.isHidden,
      turn: (turn) => this.turn(turn),
      tell: (told) => {
        if (tab.isFrozen) return
        for (const [other, hear] of this.hearing) if (other !== id) hear(told)
      },
      hear: (listener) => this.hearing.set(id, listener),
    }
    const shared = new SharedConnection(line, tabs, () => tab.sessionChanges++)
    const listen = () =>
      shared.listen({
        inbox: ({ title }) => void tab.news.push(String(title)),
        missed: () => void tab.news.push('missed'),
      })
    return Object.assign(tab, { shared, listen })
  }
}

const inbox = (title: string) => ({ id: null, title, unread_count: 1 })
let browser: FakeBrowser
beforeEach(() => {
  browser = new FakeBrowser()
})

/** Two tabs that listen, the first of which has the stream. */
function twoTabs() {
  const [a, b] = [browser.open('a'), browser.open('b')]
  const leave = a.listen()
  a.line.become('live')
  b.listen()
  return { a, b, leave }
}

test('one tab has the stream, and the others hear what it hears and how it stands', () => {
  const { a, b } = twoTabs()
  expect([a.shared.state, b.shared.state, b.line.state]).toEqual(['live', 'live', 'off'])
  a.line.listener?.inbox?.(inbox('One'))
  a.line.listener?.missed?.()
  expect([a.news, b.news]).toEqual([
    ['One', 'missed'],
    ['One', 'missed'],
  ])
  a.line.become('lost')
  expect(b.shared.state).toBe('lost')
})

test('who holds it leaves: the next takes it, and knows that something may have been missed', () => {
  const { a, b, leave } = twoTabs()
  leave()
  browser.pass(1_000)
  expect([a.shared.state, a.line.state, b.line.state]).toEqual(['off', 'off', 'connecting'])
  b.line.become('live')
  expect([b.shared.state, b.news]).toEqual(['live', ['missed']])
})

test('from one page to the next it is kept', () => {
  const { a, leave } = twoTabs()
  leave()
  a.listen()
  browser.pass(2_000)
  expect(a.shared.state).toBe('live')
})

test('a tab that says nothing any more loses it to one that is in sight, and joins the queue again', () => {
  const { a, b } = twoTabs()
  browser.pass(120_000)
  expect(b.line.state).toBe('off')
  a.isFrozen = true
  b.isHidden = true
  browser.pass(120_000)
  expect(b.line.state).toBe('off')
  b.isHidden = false
  browser.pass(40_000)
  expect([a.line.state, b.line.state]).toEqual(['off', 'connecting'])
  a.isFrozen = false
  b.line.become('live')
  expect([a.shared.state, a.news, b.news]).toEqual(['live', ['missed'], ['missed']])
})

test('who may not have it leaves it to the others, and asks again when the session is another', () => {
  const { a, b } = twoTabs()
  a.line.become('refused')
  expect([a.shared.state, b.line.state]).toEqual(['refused', 'connecting'])
  a.listen()
  expect(a.shared.state).toBe('refused')
  b.line.become('refused')
  a.shared.retryNow()
  expect([a.shared.state, a.line.state, b.shared.state]).toEqual(['connecting', 'connecting', 'refused'])
})

test('a session that has changed is known in every tab; one that signs out hears nothing', () => {
  const { a, b } = twoTabs()
  a.shared.sessionChanged()
  expect([a.sessionChanges, b.sessionChanges]).toEqual([1, 1])
  b.shared.close()
  a.line.listener?.inbox?.(inbox('Two'))
  expect([b.shared.state, b.news, a.news]).toEqual(['off', [], ['Two']])
})
