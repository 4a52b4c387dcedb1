import { expect, test } from 'vitest'
import { bodyText, Intents } from './intents.ts'

const intents = () => {
  let count = 0
  return new Intents(() => `key-${++count}`)
}

test.each([0, 500, 502, 503, 408])('after %i the same wish has the same key', (status) => {
  const wishes = intents()
  const first = wishes.keyFor('/projects', { name: 'A' }, 0)
  wishes.answered('/projects', { name: 'A' }, status)
  expect(wishes.keyFor('/projects', { name: 'A' }, 1)).toBe(first)
})

test.each([200, 201, 202, 400, 409, 422, 429])('after %i the same wish is another one', (status) => {
  const wishes = intents()
  const first = wishes.keyFor('/projects', { name: 'A' }, 0)
  wishes.answered('/projects', { name: 'A' }, status)
  expect(wishes.keyFor('/projects', { name: 'A' }, 1)).not.toBe(first)
})

test('another body, or another place, is another wish; a second click on the same is not', () => {
  const wishes = intents()
  const keys = [
    wishes.keyFor('/projects', { name: 'A' }, 0),
    wishes.keyFor('/projects', { name: 'B' }, 0),
    wishes.keyFor('/tokens', { name: 'A' }, 0),
    wishes.keyFor('/projects', { name: 'A' }, 0),
  ]
  expect(keys).toEqual(['key-1', 'key-2', 'key-3', 'key-1'])
})

test('a day later the server has forgotten it', () => {
  const wishes = intents()
  const first = wishes.keyFor('/projects', {}, 0)
  expect(wishes.keyFor('/projects', {}, 24 * 3_600_000)).not.toBe(first)
})

test('files are told apart by name, size, type and time', () => {
  const form = (name: string, lastModified = 1) => {
    const data = new FormData()
    data.set('kind', 'part')
    data.append('file', new File(['x'], name, { lastModified }))
    return bodyText(data)
  }
  expect(form('a.stl')).toBe(form('a.stl'))
  expect(new Set([form('a.stl'), form('b.stl'), form('a.stl', 2)]).size).toBe(3)
})
