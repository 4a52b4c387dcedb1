import { expect, test } from 'vitest'
import type { PatPrincipal, SessionPrincipal } from '../../domain/access/principal.ts'
import { ManualClock } from '../../platform/clock.ts'
import { AccessChanges } from './access-changes.ts'
import { OpenCalls } from './open-calls.ts'
import { keyTag, sessionTag, tokenTag, userTag, workspaceTag } from './tags.ts'

const workspaceId = '01900000-0000-7000-8000-000000000001'
const user = { userId: 7, workspaceId, plan: 'enterprise', role: 'owner' } as const
const session: SessionPrincipal = {
  ...user,
  kind: 'session',
  sessionId: '01900000-0000-7000-8000-000000000002',
  roleHint: 'owner',
  expiresAt: new Date(8.64e15),
}
const pat: PatPrincipal = {
  ...user,
  kind: 'pat',
  tokenId: '01900000-0000-7000-8000-000000000003',
  scopes: [],
  fullAccess: true,
  expiresAt: null,
}

function start() {
  const access = new AccessChanges()
  const calls = new OpenCalls(access, new ManualClock('2026-05-15T11:00:00.000Z'))
  return { access, calls }
}

test.each([
  ['its token', tokenTag(pat.tokenId), [true, false]],
  ['its session', sessionTag(session.sessionId), [false, true]],
  ['its user', userTag(7), [true, true]],
  ['its workspace', workspaceTag(workspaceId.toUpperCase()), [true, true]],
  ['something else', keyTag(pat.tokenId), [false, false]],
  ['another user', userTag(8), [false, false]],
])('a change of %s ends a call, or not', (_, tag, ended) => {
  const { access, calls } = start()
  const open = [pat, session].map((principal) => calls.open(principal, 'stream', 9))
  access.apply([tag, 'unknown:1'])
  expect(open.map(({ signal }) => signal.aborted)).toEqual(ended)
  for (const call of open) call.close()
  expect(calls.size).toBe(0)
})

test('429: more than there may be of a kind, of one user whatever the credential', () => {
  const { calls } = start()
  const first = calls.open(pat, 'stream', 2)
  calls.open(session, 'stream', 2)
  expect(() => calls.open(session, 'stream', 2)).toThrow('There are 2 such requests open already')
  calls.open(session, 'wait', 2)
  calls.open({ ...pat, userId: 8 }, 'stream', 2)
  first.close()
  first.close()
  calls.open(pat, 'stream', 2)
  expect(calls.size).toBe(4)
})

test('while changes elsewhere go unheard, every call ends and none stays open', () => {
  const { calls } = start()
  const before = calls.open(pat, 'stream', 9)
  calls.bypass(true)
  expect(before.signal.aborted).toBe(true)
  expect(calls.open(pat, 'stream', 9).signal.aborted).toBe(true)
  calls.bypass(false)
  expect(calls.open(pat, 'stream', 9).signal.aborted).toBe(false)
})
