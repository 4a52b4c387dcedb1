/** One figure. `ratio` is value / limit of the same run; `ok` says whether the goal is met. */
export interface Row {
  name: string
  value: number
  unit: string
  limit: number | null
  ratio: number | null
  goal: string
  ok: boolean | null
}

const round = (value: number): number => Number(value.toPrecision(4))

/** A rate beside the limit of the same run, with the ratio it should reach. */
export const ratioRow = (name: string, value: number, limit: number, goal: number, unit = '1/s'): Row => ({
  name,
  value: round(value),
  unit,
  limit: round(limit),
  ratio: round(value / limit),
  goal: `≥ ${goal} × limit`,
  ok: value / limit >= goal,
})

/** A figure with a bound of its own. */
export const boundRow = (name: string, value: number, unit: string, most: number): Row => ({
  name,
  value: round(value),
  unit,
  limit: null,
  ratio: null,
  goal: `≤ ${most} ${unit}`,
  ok: value <= most,
})

/** A figure against what the same costs under easier conditions, of which it may be so many times. */
export const quotientRow = (
  name: string,
  value: number,
  easier: number,
  most: number,
  unit: string,
): Row => ({
  name,
  value: round(value),
  unit,
  limit: round(easier),
  ratio: round(value / easier),
  goal: `≤ ${most} × limit`,
  ok: value / easier <= most,
})

/** Prints rows: one JSON object per line for machines, else a line for people. */
export function report(rows: readonly Row[], json: boolean): void {
  for (const row of rows) {
    const ratio = row.ratio === null ? '' : `  ${row.ratio} × ${row.limit}`
    const mark = row.ok ? '✓' : '✗'
    process.stdout.write(
      json
        ? `${JSON.stringify(row)}\n`
        : `${mark} ${row.name.padEnd(34)} ${row.value} ${row.unit}${ratio}  (goal ${row.goal})\n`,
    )
  }
}

/** How a figure was made; to standard error, so that standard output has rows only. */
export const method = (text: string): void => void process.stderr.write(`  ${text}\n`)
