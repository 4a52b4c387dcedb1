import type { ApiProblem } from '../../api/problem.ts'

/** Pieces per line of an order as they are typed; nothing for a line that is left out. */
export type Quantities = Readonly<Record<string, string>>

/** The lines of the request. What is no number is for the server to refuse. */
export const chosenLines = (quantities: Quantities): { order_line_id: string; quantity: number }[] =>
  Object.entries(quantities)
    .filter(([, typed]) => typed.trim() !== '')
    .map(([order_line_id, typed]) => ({ order_line_id, quantity: Number(typed) }))

/** What the server says of a line's pieces. Its paths count the lines that were sent; too many names the line itself. */
export function lineError(
  problem: Pick<ApiProblem, 'code' | 'body' | 'message' | 'errorOf'> | null,
  sent: Quantities,
  lineId: string,
): string | undefined {
  if (problem === null) return undefined
  const isTooMany = problem.code === 'quantity_exceeded' && problem.body.order_line_id === lineId
  if (isTooMany) return problem.message
  const index = chosenLines(sent).findIndex(({ order_line_id }) => order_line_id === lineId)
  return index === -1 ? undefined : problem.errorOf(`lines[${index}]`)
}
