/** Above this, two means differ by more than chance (the usual threshold of timing-leak tests, p < 10⁻⁵). */
export const suspiciousT = 4.5

function moments(values: readonly number[]): { mean: number; varianceOfMean: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, varianceOfMean: variance / values.length }
}

/** The slowest twentieth is the machine's, not the program's: both samples lose what lies above a common bound. */
function crop(samples: readonly (readonly number[])[]): number[][] {
  const all = samples.flat().sort((a, b) => a - b)
  const most = all[Math.floor(all.length * 0.95)] ?? Number.POSITIVE_INFINITY
  return samples.map((sample) => sample.filter((value) => value <= most))
}

/** Welch's t, as an absolute value, of two samples of times. */
export function welchT(a: readonly number[], b: readonly number[]): number {
  const [first, second] = crop([a, b]).map(moments)
  if (first === undefined || second === undefined) return Number.NaN
  return Math.abs(first.mean - second.mean) / Math.sqrt(first.varianceOfMean + second.varianceOfMean)
}
