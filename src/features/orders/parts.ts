import type { PartFile } from '../cad/index.ts'
import type { Part } from './parts-store.ts'

interface PartInput {
  part_name: string
  process: string
  material: string
  finish?: string | undefined
  tolerance?: string | undefined
  threads?: string | undefined
  inspection?: string | undefined
  notes?: string | undefined
}

/** What a request says is to be made, as it is stored. */
export const readPart = (input: PartInput, file: PartFile): Part => ({
  part_name: input.part_name,
  ...file,
  process: input.process,
  material: input.material,
  finish: input.finish ?? '',
  tolerance: input.tolerance ?? '',
  threads: input.threads ?? '',
  inspection: input.inspection ?? '',
  notes: input.notes ?? '',
})
