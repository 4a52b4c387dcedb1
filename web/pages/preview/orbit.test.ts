import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitted, pixelLength, projected, viewpoints } from './camera.ts'
import { between, type Orbit, panned, standOf, turned, zoomed } from './orbit.ts'
import { dot, type Vector } from './vectors.ts'

const number = (most: number) => fc.double({ min: -most, max: most, noNaN: true })
const vector = fc.tuple(number(100), number(100), number(100))
const orbits: fc.Arbitrary<Orbit> = fc.record({
  target: vector,
  azimuth: number(10),
  elevation: number(Math.PI / 2),
  distance: fc.double({ min: 1, max: 500, noNaN: true }),
})
const window = { width: 640, height: 400 }
const limits = [0.1, 10_000] as const

function close(actual: readonly number[], expected: readonly number[]): void {
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 3)
}

describe('where the camera stands', () => {
  test('its axes are at right angles and of length one, at the poles too', () => {
    fc.assert(
      fc.property(orbits, (orbit) => {
        const { right, up, back } = standOf(orbit)
        close([dot(right, right), dot(up, up), dot(back, back)], [1, 1, 1])
        close([dot(right, up), dot(up, back), dot(back, right)], [0, 0, 0])
        expect(up[2]).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test.each([
    ['front', { right: [1, 0, 0], up: [0, 0, 1] }],
    ['top', { right: [1, 0, 0], up: [0, 1, 0] }],
    ['side', { right: [0, 1, 0], up: [0, 0, 1] }],
  ] as const)('%s is as on a drawing', (from, axes) => {
    const { right, up } = standOf(fitted(from, { centre: [0, 0, 0], radius: 1 }, 1))
    close([...right, ...up], [...axes.right, ...axes.up])
  })

  test('it never goes over a pole', () => {
    const far = turned({ target: [0, 0, 0], azimuth: 0, elevation: 1, distance: 1 }, 0, 5)
    expect(far.elevation).toBe(Math.PI / 2)
  })
})

describe('moving', () => {
  test('what is under the pointer stays there while it is zoomed', () => {
    fc.assert(
      fc.property(
        orbits,
        number(320),
        number(200),
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        (orbit, x, y, factor) => {
          const length = pixelLength(orbit, window.height)
          const { right, up } = standOf(orbit)
          const place = orbit.target.map(
            (value, axis) => value + (x * (right[axis] as number) + y * (up[axis] as number)) * length,
          ) as unknown as Vector
          const after = zoomed(orbit, factor, limits, [x * length, y * length])
          const seen = projected(place, after, window)
          close([seen.left, seen.top], [320 + x, 200 - y])
        },
      ),
    )
  })

  test('zooming stops at its limits', () => {
    const orbit = { target: [0, 0, 0], azimuth: 0, elevation: 0, distance: 5 } as const
    expect(zoomed(orbit, 0.001, [1, 10]).distance).toBe(1)
    expect(zoomed(orbit, 1000, [1, 10]).distance).toBe(10)
  })

  test('the part follows the hand by as many pixels', () => {
    fc.assert(
      fc.property(orbits, number(300), number(300), (orbit, right, down) => {
        const length = pixelLength(orbit, window.height)
        const seen = projected(orbit.target, panned(orbit, right * length, -down * length), window)
        close([seen.left, seen.top], [320 + right, 200 + down])
      }),
    )
  })

  test('a flight begins and ends where it should, never more than half round', () => {
    fc.assert(
      fc.property(orbits, orbits, (from, to) => {
        close(standOf(between(from, to, 0)).eye, standOf(from).eye)
        close(standOf(between(from, to, 1)).eye, standOf(to).eye)
        expect(Math.abs(between(from, to, 1).azimuth - from.azimuth)).toBeLessThanOrEqual(Math.PI + 1e-9)
      }),
    )
  })
})

test('a part that fits is seen whole, in wide and in narrow windows', () => {
  const size = fc.integer({ min: 50, max: 2000 })
  fc.assert(
    fc.property(vector, fc.constantFrom(...viewpoints), size, size, (direction, from, width, height) => {
      const length = Math.hypot(...direction) || 1
      const centre: Vector = [3, -4, 5]
      const onSphere = centre.map((value, axis) => value + (7 * (direction[axis] as number)) / length)
      const orbit = fitted(from, { centre, radius: 7 }, width / height)
      const { left, top } = projected(onSphere as unknown as Vector, orbit, { width, height })
      expect(Math.abs(left - width / 2)).toBeLessThanOrEqual(width / 2)
      expect(Math.abs(top - height / 2)).toBeLessThanOrEqual(height / 2)
    }),
  )
})
