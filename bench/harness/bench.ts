import type { Row } from './report.ts'

export interface BenchOptions {
  /** Only this database; both when absent. */
  database: string | undefined
  /** Share of the full amount of work. */
  scale: number
}

export type Bench = (options: BenchOptions) => Promise<Row[]>
