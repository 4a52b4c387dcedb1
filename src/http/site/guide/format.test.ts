import { expect, test } from 'vitest'
import { formatBytes, formatDuration } from './format.ts'

test.each([
  [250, '250 ms'],
  [1_000, '1 second'],
  [30_000, '30 seconds'],
  [90_000, '90 seconds'],
  [120_000, '2 minutes'],
  [7_200_000, '2 hours'],
  [86_400_000, '24 hours'],
  [7 * 86_400_000, '7 days'],
])('%i ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

test.each([
  [65_536, '64 KiB'],
  [2 ** 20, '1 MiB'],
  [1_500, '1,500 bytes'],
])('%i bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
