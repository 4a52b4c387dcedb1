import { expect, test } from 'vitest'
import { type Channel, Session } from './session.ts'

const olga = { id: 1, email: 'olga@example.com', workspaceId: 'w' }
const carl = { id: 2, email: 'carl@example.com', workspaceId: 'w' }

/** Tabs of one browser. */
function tabs(count: number): Session[] {
  const channels: Channel[] = []
  return Array.from({ length: count }, () => {
    const channel: Channel = {
      onmessage: null,
      postMessage(data) {
        for (const other of channels) if (other !== channel) other.onmessage?.({ data })
      },
    }
    channels.push(channel)
    return new Session(channel)
  }) as Session[]
}

test('what meets the end of the session waits until the same person is back', async () => {
  const session = new Session()
  session.met(olga)
  session.ended()
  const waiting = session.untilRenewed()
  expect(session.state).toBe('ended')
  session.renewed(olga)
  expect([await waiting, session.state]).toEqual([true, 'open'])
})

test('another person, or the same one elsewhere, is refused', () => {
  for (const other of [carl, { ...olga, workspaceId: 'v' }]) {
    const session = new Session()
    session.met(olga)
    session.ended()
    session.renewed(other)
    expect([session.state, session.person]).toEqual(['other', olga])
  }
})

test('without somebody signed in nothing ends, and nothing waits', async () => {
  const session = new Session()
  session.ended()
  expect([session.state, await session.untilRenewed()]).toEqual(['open', false])
})

test('signing out in one tab ends the others; signing in again in one opens them', () => {
  const [first, second, third] = tabs(3) as [Session, Session, Session]
  for (const tab of [first, second, third]) tab.met(olga)
  first.forget()
  expect([first.state, second.state, third.state]).toEqual(['open', 'ended', 'ended'])
  second.renewed(olga)
  expect([second.state, third.state]).toEqual(['open', 'open'])
})

test('somebody else signing in in another tab ends this one for good', () => {
  const [first, second] = tabs(2) as [Session, Session]
  first.met(olga)
  second.met(carl)
  expect(first.state).toBe('other')
})
