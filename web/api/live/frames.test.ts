import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FrameReader } from './frames.ts'

const readAll = (...pieces: string[]) => {
  const reader = new FrameReader()
  return pieces.flatMap((piece) => reader.push(piece))
}

describe('server-sent events', () => {
  test.each([
    ['one with a name', 'event: inbox\ndata: {"a":1}\n\n', [{ event: 'inbox', data: '{"a":1}' }]],
    ['one without a name', 'data: x\n\n', [{ event: 'message', data: 'x' }]],
    ['several lines of data', 'data: a\ndata:b\n\n', [{ event: 'message', data: 'a\nb' }]],
    ['a heartbeat is none', ': beat\n\n', []],
    ['a name without data is none', 'event: inbox\n\ndata: x\n\n', [{ event: 'message', data: 'x' }]],
    ['fields that we do not know', 'retry: 1000\nid: 7\ndata\n\n', [{ event: 'message', data: '' }]],
    [
      'all three line ends',
      'data: a\r\n\r\ndata: b\r\rdata: c\n\n',
      ['a', 'b', 'c'].map((data) => ({ event: 'message', data })),
    ],
    ['what has not ended is none yet', 'data: a\n', []],
  ])('%s', (_, text, frames) => {
    expect(readAll(text)).toEqual(frames)
  })

  test('however they are cut into pieces', () => {
    const text = 'event: delivery\r\ndata: {"id":"ä"}\r\n\r\n: beat\n\nevent: inbox\ndata: 2\n\n'
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length]
        const pieces = places.slice(1).map((to, index) => text.slice(places[index], to))
        expect(readAll(...pieces)).toEqual(readAll(text))
      }),
    )
  })

  test('a line that never ends is refused', () => {
    expect(() => readAll('x'.repeat(1024 * 1024 + 1))).toThrow(RangeError)
  })
})
