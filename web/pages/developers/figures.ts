import type { Figures } from '../../api/statistics.ts'

/** A number of attempts or deliveries. */
export const count = (value: number): string => Math.round(value).toLocaleString('en')
export const milliseconds = (value: number): string =>
  value >= 10_000 ? `${Math.round(value / 1_000)} s` : `${count(value)} ms`
export const percent = (value: number): string => `${Math.round(value * 10) / 10} %`

/** The part of the attempts that succeeded, in percent; null without attempts. */
export const successRate = ({ attempts, succeeded }: Figures): number | null =>
  attempts === 0 ? null : (succeeded / attempts) * 100

export const showRate = (figures: Figures): string => {
  const rate = successRate(figures)
  return rate === null ? 'no attempts' : percent(rate)
}
export const showLatency = ({ p95_ms }: Figures): string =>
  p95_ms === null ? 'no attempts' : milliseconds(p95_ms)
