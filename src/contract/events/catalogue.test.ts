import { describe, expect, it, test } from 'vitest'
import {
  customerOnly,
  type EventDataOf,
  eventCatalogue,
  eventFamily,
  eventTypes,
  isEventType,
  publishable,
  publishableTypes,
} from './index.ts'

test('there are 19 types, each with one sentence, and no others', () => {
  expect(eventTypes).toHaveLength(19)
  expect(new Set(eventTypes).size).toBe(19)
  expect(Object.keys(eventCatalogue).sort()).toEqual([...eventTypes].sort())
  for (const type of eventTypes) expect(eventCatalogue[type].description).toMatch(/^[A-Z][^.]*\.$/)
})

test('only the types about the person behind an account are kept to customers', () => {
  expect(eventTypes.filter(customerOnly)).toEqual([
    'security.password_changed',
    'security.2fa_enabled',
    'security.2fa_disabled',
    'security.new_login',
    'account.deleted',
  ])
})

test('a shop publishes every type but those and the test', () => {
  expect(eventTypes.filter((type) => !publishable(type))).toEqual([
    ...eventTypes.filter(customerOnly),
    'webhook.test',
  ])
  expect(publishableTypes).toEqual(eventTypes.filter(publishable))
})

test('families are what stands before the dot', () => {
  expect(new Set(eventTypes.map(eventFamily))).toEqual(
    new Set(['quote', 'order', 'invoice', 'ncr', 'message', 'security', 'account', 'webhook']),
  )
})

test.each(['order.Shipped', ' order.shipped', 'order', '', '__proto__', 'constructor', null, 7])(
  '%j is not a type',
  (value) => {
    expect(isEventType(value)).toBe(false)
  },
)

describe('the documented members of a type', () => {
  it('are known to the compiler', () => {
    const data: EventDataOf<'order.shipped'> = {
      title: 'Your order shipped',
      message: '',
      project_no: null,
      complete: false,
    }
    expect(eventCatalogue['order.shipped'].data.parse(data)).toEqual(data)
  })

  it('are all optional', () => {
    for (const type of eventTypes)
      expect(
        eventCatalogue[type].data.safeParse({ title: 'T', message: 'M', project_no: null }),
      ).toHaveProperty('success', true)
  })
})
