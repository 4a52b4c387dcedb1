import { expect, it } from 'vitest'
import { isOfThread } from './threads.ts'

const general = { project_no: null, url: 'https://fab.example.com/messages?customer_id=7' }
const ofProject = { project_no: 'P-1', url: 'https://fab.example.com/projects/x' }

it.each([
  ['a general message', general, { customerId: 7 }, true],
  ['of another customer', general, { customerId: 71 }, false],
  ['a general message in a project', general, { projectNo: 'P-1' }, false],
  ['a project’s message', ofProject, { projectNo: 'P-1' }, true],
  ['of another project', ofProject, { projectNo: 'P-11' }, false],
  ['a project’s message in the general thread', ofProject, { customerId: 7 }, false],
  ['an item that leads nowhere', { project_no: null, url: null }, { customerId: 7 }, false],
])('%s', (_, item, thread, expected) => {
  expect(isOfThread(item, thread)).toBe(expected)
})
