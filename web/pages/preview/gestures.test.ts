import { describe, expect, test } from 'vitest'
import type { Point } from './camera.ts'
import { drag, type Moves, pinch, wheelFactor } from './gestures.ts'

/** Writes down what a gesture asks for. */
function asked(gesture: (moves: Moves) => void): unknown[] {
  const said: unknown[] = []
  const note =
    (name: string) =>
    (...values: unknown[]) =>
      void said.push([name, ...values])
  gesture({ start: note('start'), turn: note('turn'), pan: note('pan'), zoom: note('zoom') })
  return said
}

const at = (left: number, top: number): Point => ({ left, top })

describe('fingers', () => {
  test('that spread twice as far bring the part twice as close, where their middle is', () => {
    const gesture = (moves: Moves) => pinch([at(90, 50), at(110, 50)], [at(80, 50), at(120, 50)], moves)
    expect(asked(gesture)).toEqual([
      ['pan', 0, 0],
      ['zoom', 0.5, at(100, 50)],
    ])
  })

  test('that go side by side move the part', () => {
    const gesture = (moves: Moves) => pinch([at(0, 0), at(10, 0)], [at(5, 7), at(15, 7)], moves)
    expect(asked(gesture)).toEqual([
      ['pan', 5, 7],
      ['zoom', 1, at(10, 7)],
    ])
  })

  test('at one place do not zoom beyond all bounds', () => {
    expect(asked((moves) => pinch([at(0, 0), at(9, 0)], [at(5, 0), at(5, 0)], moves))).toHaveLength(1)
  })
})

test('a drag to the right turns the camera to the left, one down lifts it', () => {
  const [turn] = asked((moves) => drag(at(0, 0), at(100, 50), 400, moves))
  expect(turn).toEqual(['turn', expect.closeTo(-Math.PI / 2, 9), expect.closeTo(Math.PI / 4, 9)])
})

test.each([
  ['down is farther off', { deltaY: 100, deltaMode: 0, ctrlKey: false }, Math.exp(0.15)],
  ['up is closer', { deltaY: -100, deltaMode: 0, ctrlKey: false }, Math.exp(-0.15)],
  ['lines count as their pixels', { deltaY: 3, deltaMode: 1, ctrlKey: false }, Math.exp(0.072)],
  ['a pinch counts for more', { deltaY: 5, deltaMode: 0, ctrlKey: true }, Math.exp(0.05)],
  ['one event does not fling it', { deltaY: 5_000, deltaMode: 2, ctrlKey: false }, Math.exp(0.5)],
])('the wheel: %s', (_, event, factor) => {
  expect(wheelFactor(event)).toBeCloseTo(factor, 6)
})
