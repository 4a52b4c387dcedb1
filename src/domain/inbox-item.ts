/**
 * The inbox shows events without storing them a second time, so an event's item has an id that is made from the event
 * and leads back to it: a UUIDv7 of the event's moment whose last 62 bits are the event's id.
 */

/** Milliseconds that the 48 bits of a UUIDv7 can hold. */
const mostMs = 2 ** 48

/** `createdAt` is the event's time, `eventId` its positive safe integer. */
export function eventItemId(createdAt: Date, eventId: number): string {
  const ms = createdAt.getTime()
  if (!(ms >= 0 && ms < mostMs)) throw new RangeError(`no UUIDv7 for the time ${ms}`)
  const time = ms.toString(16).padStart(12, '0')
  const low = (0x8000_0000_0000_0000n | BigInt(eventId)).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-${low.slice(0, 4)}-${low.slice(4)}`
}

const form = /^([0-9a-f]{8})-([0-9a-f]{4})-7000-([89ab][0-9a-f]{3})-([0-9a-f]{12})$/

/** The event behind an item's id; undefined for an id that cannot be an event's. Whether there is one it does not say. */
export function eventOfItem(id: string): { createdAt: Date; eventId: number } | undefined {
  const [, seconds, rest, high, low] = form.exec(id) ?? []
  if (seconds === undefined) return undefined
  const eventId = BigInt(`0x${high}${low}`) & 0x3fff_ffff_ffff_ffffn
  if (eventId === 0n || eventId > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  return { createdAt: new Date(Number.parseInt(`${seconds}${rest}`, 16)), eventId: Number(eventId) }
}

/** Text without what PostgreSQL cannot store: NUL, and halves of a surrogate pair. */
export const readable = (text: string): string => text.replaceAll('\0', '').toWellFormed()
