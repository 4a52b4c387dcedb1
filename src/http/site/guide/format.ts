const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['ms', 1],
] as const

const counted = (count: number, unit: string): string =>
  `${formatCount(count)} ${unit}${count === 1 || unit === 'ms' ? '' : 's'}`

/** `1,200` */
export const formatCount = (count: number): string => count.toLocaleString('en-US')

/** `30 seconds`, `24 hours`, `30 days`: the largest unit that is whole; a single day is told in hours. */
export function formatDuration(ms: number): string {
  const fits = units.find(([unit, length]) => ms % length === 0 && (unit !== 'day' || ms > length))
  const [unit, length] = fits ?? ['ms', 1]
  return counted(ms / length, unit)
}

/** `64 KiB`, `256 MiB` */
export function formatBytes(bytes: number): string {
  const names = ['bytes', 'KiB', 'MiB', 'GiB']
  let size = bytes
  let step = 0
  while (size >= 1_024 && size % 1_024 === 0 && step < names.length - 1) {
    size /= 1_024
    step++
  }
  return `${formatCount(size)} ${names[step]}`
}
