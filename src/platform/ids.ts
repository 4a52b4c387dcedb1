import { randomFillSync } from 'node:crypto'

const random = Buffer.alloc(10)
let lastMs = 0
let sequence = 0

/** Moments this close before the last one still count on from it; a clock set back further starts afresh. */
const toleranceMs = 1_000

/**
 * A UUIDv7 (RFC 9562) of a moment. Ids of one process count up: within one millisecond in the 12 bits after the
 * version, and into the next millisecond when those are used up, so that "newest first" is the order in which they
 * were made.
 */
export function newId(at: Date): string {
  const ms = at.getTime()
  if (ms > lastMs || ms < lastMs - toleranceMs) {
    lastMs = ms
    sequence = 0
  } else if (++sequence > 0xfff) {
    lastMs++
    sequence = 0
  }
  randomFillSync(random)
  const time = lastMs.toString(16).padStart(12, '0')
  const counter = (0x7000 | sequence).toString(16)
  const variant = (0x8000 | (random.readUInt16BE(0) & 0x3fff)).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-${counter}-${variant}-${random.toString('hex', 2, 8)}`
}

/** The lowest id of a moment: ids made then or later are not below it, those made before are. */
export function lowestId(at: Date): string {
  const time = Math.max(0, at.getTime()).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}
