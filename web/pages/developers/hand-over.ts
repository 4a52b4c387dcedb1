/** A request as the playground takes it: no address, no secret. */
export interface HandedOver {
  headers: Readonly<Record<string, string>>
  body: string
}

let waiting: HandedOver | undefined

/** Leaves a request for the playground, in the memory of this tab alone. */
export const handOver = ({ headers, body }: HandedOver): void => {
  waiting = { headers, body }
}

/** What was left; the next one to ask finds nothing. */
export function takeOver(): HandedOver | undefined {
  const taken = waiting
  waiting = undefined
  return taken
}
