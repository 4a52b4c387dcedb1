import { beforeEach, expect, it, test } from 'vitest'
import { draftStore, emptyDraft, emptyPart, requestOf, withPart } from './draft.ts'

const kept = new Map<string, string>()
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
}
beforeEach(() => kept.clear())

const bracket = {
  ...emptyPart(1),
  part_name: 'Bracket',
  process: 'Milling',
  material: 'Steel',
  quantities: '10, 50',
}

test('what was typed is there after a reload, for the same person and project only', () => {
  const draft = { parts: [bracket], note: 'Soon' }
  draftStore(storage, 1, 'a').keep(draft)
  expect(draftStore(storage, 1, 'a').read()).toEqual(draft)
  expect(draftStore(storage, 2, 'a').read()).toEqual(emptyDraft())
  expect(draftStore(storage, 1, 'b').read()).toEqual(emptyDraft())
  draftStore(storage, 1, 'a').drop()
  expect(kept.size).toBe(0)
})

it.each(['{', 'null', '[]', '{"parts":[]}', '{"parts":[null]}', '{"parts":[{"key":1}]}'])(
  'what is no draft is an empty one: %s',
  (text) => {
    draftStore(storage, 1, 'a').keep(emptyDraft())
    for (const key of kept.keys()) kept.set(key, text)
    expect(draftStore(storage, 1, 'a').read()).toEqual(emptyDraft())
  },
)

test('a dropped file fills the empty part, the next one begins as the last was made', () => {
  const one = withPart(emptyDraft(), { id: 'f1', name: 'base_plate.step' })
  expect(one.parts).toMatchObject([{ part_name: 'base plate', file_id: 'f1' }])
  const [first] = one.parts
  const two = withPart(
    { ...one, parts: [{ ...bracket, ...first, process: 'Milling' }] },
    { id: 'f2', name: 'b.stl' },
  )
  expect(two.parts).toMatchObject([{ key: 1 }, { key: 2, part_name: 'b', file_id: 'f2', process: 'Milling' }])
})

test('what is empty is not sent', () => {
  expect(requestOf('p', { parts: [bracket], note: ' ' })).toEqual({
    project_id: 'p',
    lines: [{ part_name: 'Bracket', process: 'Milling', material: 'Steel', quantities: [10, 50] }],
  })
})
