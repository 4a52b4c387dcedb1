/** Where a reader of two streams is in each: the last shown of it, if any. */
export interface Position {
  /** An event's id. */
  event: number | undefined
  /** A stored item's id. */
  item: string | undefined
}

const none = '-'

export const writePosition = ({ event, item }: Position): string => `${event ?? none}.${item ?? none}`

export const positionForm = /^(-|\d{1,16})\.(-|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/

export function readPosition(text: string | undefined): Position {
  const [, event = none, item = none] = positionForm.exec(text ?? '') ?? []
  return { event: event === none ? undefined : Number(event), item: item === none ? undefined : item }
}

/**
 * The first `limit` of two streams, the one with the greater id first. Each stream keeps its own order, so that a
 * reader who goes on at the position of each misses nothing, however their times interleave.
 */
export function mergeNewest<E extends { id: string }, I extends { id: string }>(
  events: readonly E[],
  items: readonly I[],
  limit: number,
): { merged: (E | I)[]; events: number; items: number } {
  const merged: (E | I)[] = []
  let [e, i] = [0, 0]
  while (merged.length < limit) {
    const [event, item] = [events[e], items[i]]
    if (event !== undefined && (item === undefined || event.id > item.id)) {
      merged.push(event)
      e++
    } else if (item !== undefined) {
      merged.push(item)
      i++
    } else break
  }
  return { merged, events: e, items: i }
}
