import { expect, test } from 'vitest'
import { joinBytes, readPanic, splitExchanges } from './wire-messages.ts'

const message = (type: string, content: Uint8Array | string = ''): Uint8Array => {
  const body = Buffer.from(content)
  const head = Buffer.alloc(5)
  head.write(type, 0, 'latin1')
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const hex = (parts: Uint8Array[]) => parts.map((part) => Buffer.from(part).toString('hex'))
const error = (severity: string) => message('E', `S${severity}\0V${severity}\0C53100\0Mno space left\0\0`)

test('an exchange ends behind Sync and behind a simple query', () => {
  const first = joinBytes([message('P', 'parse'), message('B', 'S'), message('S')])
  const second = message('Q', 'BEGIN\0')
  const rest = message('P', 'half')
  expect(hex(splitExchanges(joinBytes([first, second, rest])))).toEqual(hex([first, second, rest]))
})

test('the first message of a connection has no type', () => {
  const startup = new Uint8Array([0, 0, 0, 8, 0, 3, 0, 0])
  expect(hex(splitExchanges(startup))).toEqual(hex([startup]))
})

test('a panic is found behind other messages, an error is none', () => {
  const rows = message('D', 'row'.repeat(1_000))
  expect(readPanic(joinBytes([rows, error('ERROR'), message('Z', 'I')]))).toBeUndefined()
  expect(readPanic(joinBytes([rows, error('PANIC')]))).toBe('PANIC: no space left')
  expect(readPanic(joinBytes([error('FATAL'), rows]))).toBe('FATAL: no space left')
  expect(readPanic(new Uint8Array())).toBeUndefined()
})

test('joined bytes have a buffer of their own', () => {
  const joined = joinBytes([Buffer.from('ab'), Buffer.from('c')])
  expect(Buffer.from(joined).toString()).toBe('abc')
  expect(joined.buffer.byteLength).toBe(3)
})
