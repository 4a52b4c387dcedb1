/** One cell of a machine's table: where an action leads from a state. */
export interface Step<S extends string, G extends string = never, E extends string = never> {
  to: S
  /** What must hold beside the state. */
  guard?: G
  /** What the customer is told when it happens. */
  event?: E
}

/** State × action → step. What stands in no cell is refused. */
export type Machine<
  S extends string,
  A extends string,
  G extends string = never,
  E extends string = never,
> = {
  readonly [state in S]: { readonly [action in A]?: Step<S, G, E> }
}

export type Decision<S extends string, G extends string, E extends string> =
  | Step<S, G, E>
  | { refused: 'state' | G }

/** Looks a step up. `holds` says of a guard whether it holds; undefined guards always do. */
export function decide<S extends string, A extends string, G extends string, E extends string>(
  machine: Machine<S, A, G, E>,
  state: S,
  action: A,
  holds: (guard: G) => boolean,
): Decision<S, G, E> {
  const step = machine[state][action]
  if (step === undefined) return { refused: 'state' }
  if (step.guard !== undefined && !holds(step.guard)) return { refused: step.guard }
  return step
}
