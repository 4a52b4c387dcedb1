import { fileUnits } from '../../../src/domain/records/file.ts'
import type { CadFolder } from '../../api/cad.ts'

/** From the top of a library down to a folder; empty at the top, and for a folder that is not there. */
export function wayTo(folders: readonly CadFolder[], id: string | null): CadFolder[] {
  const found = folders.find((folder) => folder.id === id)
  return found === undefined ? [] : [...wayTo(folders, found.parent_id), found]
}

const unitLabels = { mm: 'Millimetres', in: 'Inches' } as const

/** Choices of a unit, first what stands for none. */
export const unitOptions = (none: string): (readonly [string, string])[] => [
  ['', none],
  ...fileUnits.map((unit) => [unit, unitLabels[unit]] as const),
]
