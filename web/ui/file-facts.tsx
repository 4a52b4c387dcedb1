import type { GeometryAnswer } from '../../src/contract/geometry.ts'
import { onFirstUse } from './on-first-use.ts'

const figure = onFirstUse(() => new Intl.NumberFormat('en', { maximumFractionDigits: 1 }))

/** A number as a figure of a shape is shown. */
export const figureText = (value: number): string => figure().format(value)

export const bytesText = (bytes: number): string =>
  bytes < 1_000
    ? `${bytes} B`
    : bytes < 1e6
      ? `${figure().format(bytes / 1e3)} kB`
      : `${figure().format(bytes / 1e6)} MB`

const states: Readonly<Record<string, string>> = {
  pending: 'Being measured…',
  needs_units: 'Say its unit to measure it',
  failed: 'Cannot be measured',
  unsupported: '—',
}

/** Size and volume of a file's shape, or why there is none. */
export function ShapeText({ of }: { of: GeometryAnswer | null }) {
  if (of === null) return '—'
  if (of.status !== 'ready' || of.bounding_box_mm === null) return states[of.status] ?? '—'
  const { x, y, z } = of.bounding_box_mm
  const volume = of.volume_mm3 === null ? '' : `, ${figureText(of.volume_mm3 / 1_000)} cm³`
  return `${[x, y, z].map(figureText).join(' × ')} mm${volume}`
}
