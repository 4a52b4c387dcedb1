import type { ChartColour } from './colours.ts'

/** One line, or one layer of the bars, of a chart. */
export interface Series {
  label: string
  colour: ChartColour
  /** One for each time; null where there is none. */
  values: readonly (number | null)[]
}

export interface ChartData {
  /** Begin of each bucket, ms since 1970. */
  times: readonly number[]
  series: readonly Series[]
  /** `bars`: stacked on one another. */
  kind: 'bars' | 'lines'
  /** A value for people: `12`, `99.5 %`, `140 ms`. */
  show(value: number): string
  /** Where the axis ends, if not at the largest value. */
  top?: number
}

/** Each layer with those below it added, as stacked bars are drawn. */
export function stacked(series: readonly Series[]): (number | null)[][] {
  const sums: number[] = []
  return series.map(({ values }) =>
    values.map((value, at) => {
      const sum = (sums[at] ?? 0) + (value ?? 0)
      sums[at] = sum
      return sum
    }),
  )
}
