import { expect, test } from 'vitest'
import { dashboardPages } from '../../src/contract/pages.ts'
import { paths } from '../paths.ts'
import { router } from './index.tsx'

test('the server answers with the dashboard where it has a page, and nowhere else', () => {
  expect(Object.keys(router.routesByPath).sort()).toEqual([...dashboardPages].sort())
})

test('every address that pages link to is a page', () => {
  expect(
    Object.values(paths).filter((path) => !(dashboardPages as readonly string[]).includes(path)),
  ).toEqual([])
})
