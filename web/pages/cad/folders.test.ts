import { describe, expect, test } from 'vitest'
import type { CadFolder } from '../../api/cad.ts'
import { wayTo } from './folders.ts'

const folder = (id: string, parent_id: string | null): CadFolder => ({
  id,
  name: id,
  parent_id,
  customer_id: 1,
  created_at: '2026-05-15T11:00:00.000Z',
})

describe('the way to a folder', () => {
  const folders = [
    folder('bolts', 'steel'),
    folder('steel', 'metal'),
    folder('metal', null),
    folder('wood', null),
  ]

  test.each([
    ['of the top is empty', null, []],
    ['of a folder at the top is itself', 'wood', ['wood']],
    ['goes from the top down', 'bolts', ['metal', 'steel', 'bolts']],
    ['of a folder that is not there is empty', 'glass', []],
  ])('%s', (_, id, names) => {
    expect(wayTo(folders, id).map(({ name }) => name)).toEqual(names)
  })
})
