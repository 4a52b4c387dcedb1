import { expect, test } from 'vitest'
import { deliveryStatuses, disabledReasons, type StoredDeliveryStatus, shownStatus } from './states.ts'

const stored: StoredDeliveryStatus[] = ['pending', 'delivered', 'dead', 'discarded']

test('an enabled endpoint shows what is stored', () => {
  for (const status of stored) expect(shownStatus(status, 'enabled')).toBe(status)
})

test('a disabled one holds what is pending and leaves the rest', () => {
  expect(stored.map((status) => shownStatus(status, 'disabled'))).toEqual([
    'held',
    'delivered',
    'dead',
    'discarded',
  ])
})

test('the words of the contract', () => {
  expect(deliveryStatuses).toEqual(['pending', 'delivered', 'dead', 'held', 'discarded'])
  expect(disabledReasons).toEqual(['failures', 'gone', 'owner', 'plan'])
})
