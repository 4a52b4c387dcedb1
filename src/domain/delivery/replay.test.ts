import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pauseAfterStep, replayPace, replayStatuses, shownReplayStatus, stepRoom } from './replay.ts'

test('one that runs is paused while its endpoint is disabled; what has ended stays', () => {
  const stored = ['running', 'done', 'cancelled'] as const
  expect(stored.map((status) => shownReplayStatus(status, 'enabled'))).toEqual(stored)
  expect(stored.map((status) => shownReplayStatus(status, 'disabled'))).toEqual([
    'paused',
    'done',
    'cancelled',
  ])
  expect(replayStatuses).toEqual(['running', 'paused', 'done', 'cancelled'])
})

test('a step fills up what may wait, and never more than a step', () => {
  const { stepRows, mostWaiting } = replayPace
  expect(stepRoom(replayPace, 0)).toBe(stepRows)
  expect(stepRoom(replayPace, mostWaiting - 1)).toBe(1)
  expect(stepRoom(replayPace, mostWaiting)).toBe(0)
  expect(stepRoom(replayPace, mostWaiting * 9)).toBe(0)
})

test('whatever the endpoint lets through, the rate stays below the documented 500 a second', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(600), { minLength: 20, maxLength: 60 }), (waiting) => {
      let made = 0
      let ms = 0
      for (const due of waiting) {
        const room = stepRoom(replayPace, due)
        made += room
        ms += pauseAfterStep(replayPace, room, room)
      }
      expect(made).toBeLessThanOrEqual(ms / 2)
    }),
  )
})

test('a step that found nothing to make is followed by the next at once', () => {
  expect(pauseAfterStep(replayPace, 125, 0)).toBe(0)
  expect(pauseAfterStep(replayPace, 0, 0)).toBe(replayPace.stepMs)
})
