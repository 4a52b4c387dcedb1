import type { ApiProblem } from '../../api/problem.ts'
import type { Charge, PriceValues } from './price-values.ts'

type Complaining = Pick<ApiProblem, 'errorOf' | 'errorAt'>

/**
 * What the server says of prices, by the place in what is typed now. Its paths count in what was sent: where rows were
 * added or taken out since, a complaint about one of them could stand with another, and is left to the notice.
 */
export function complaintsOf(problem: Complaining | null, sent: PriceValues, now: PriceValues) {
  const sameCharges = sent.charges.length === now.charges.length
  return {
    /** Of a break's member, such as `breaks[0].quantity`; without a path of the line as a whole. */
    line: (at: number, path?: string): string | undefined => {
      const line = `lines[${at}]`
      if (path !== undefined) {
        const sameBreaks = sent.lines[at]?.breaks.length === now.lines[at]?.breaks.length
        return sameBreaks ? problem?.errorOf(`${line}.${path}`) : undefined
      }
      return (
        problem?.errorAt(line) ?? problem?.errorAt(`${line}.breaks`) ?? problem?.errorOf(`${line}.line_id`)
      )
    },
    /** Of a charge's member; without an index of the list as a whole. */
    charge: (at?: number, path?: keyof Charge): string | undefined => {
      if (at === undefined) return problem?.errorAt('charges')
      return sameCharges ? problem?.errorOf(`charges[${at}].${path}`) : undefined
    },
  }
}
