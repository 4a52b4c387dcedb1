import { eventFamily, isEventType } from '../../contract/events/index.ts'
import type { EventHead, Reader } from './event-mail-store.ts'
import { isMutable } from './notices.ts'

/** Events of one mail that are told in words; of the rest it says how many. */
export const mostTold = 10
/** People of one batch: each is a mail to write. */
const mostPeople = 200

/** Events whose bodies are read at once: of up to 64 KiB each. */
const groupEvents = 200

/** What one person is to be mailed of a batch. */
export interface Digest {
  reader: Reader
  /** In order, at most `mostTold`. */
  eventIds: number[]
  /** How many more there are. */
  more: number
}

const personKey = (workspaceId: string, userId: number): string => `${workspaceId} ${userId}`

/**
 * True for events of which their customer gets a mail. Those about the account are mailed by whoever makes them, and
 * tests are not news.
 */
export const isMailed = ({ type, is_test }: EventHead): boolean =>
  !is_test && isEventType(type) && isMutable(eventFamily(type))

/** How many of the events make one batch: up to the one that would bring one person too many. */
export function batchLength(heads: readonly EventHead[]): number {
  const people = new Set<string>()
  for (const [index, head] of heads.entries()) {
    if (!isMailed(head)) continue
    people.add(personKey(head.workspace_id, head.user_id))
    if (people.size > mostPeople) return index
  }
  return heads.length
}

/** One digest for each person who wants mail of at least one of the events. */
export function digestsOf(heads: readonly EventHead[], readers: readonly Reader[]): Digest[] {
  const mailed = Map.groupBy(heads.filter(isMailed), (head) => personKey(head.workspace_id, head.user_id))
  return readers.flatMap((reader) => {
    const wanted = (mailed.get(personKey(reader.workspace_id, reader.id)) ?? []).filter(
      ({ type }) => !reader.muted_mail.includes(eventFamily(type as Parameters<typeof eventFamily>[0])),
    )
    if (wanted.length === 0) return []
    const eventIds = wanted.slice(0, mostTold).map(({ id }) => id)
    return [{ reader, eventIds, more: wanted.length - eventIds.length }]
  })
}

/** Digests whose events are read together. */
export function inGroups(digests: readonly Digest[]): Digest[][] {
  const groups: Digest[][] = []
  let events = groupEvents
  for (const digest of digests) {
    events += digest.eventIds.length
    if (events > groupEvents) {
      groups.push([])
      events = digest.eventIds.length
    }
    groups.at(-1)?.push(digest)
  }
  return groups
}
