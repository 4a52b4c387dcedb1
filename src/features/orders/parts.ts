import type { Part } from './parts-store.ts'

interface PartInput {
  part_name: string
  file_id?: string | undefined
  process: string
  material: string
  finish?: string | undefined
  tolerance?: string | undefined
  threads?: string | undefined
  inspection?: string | undefined
  notes?: string | undefined
}

/** What a request says is to be made, as it is stored. */
export const readPart = (input: PartInput): Part => ({
  part_name: input.part_name,
  file_id: input.file_id ?? null,
  cad_version_id: null,
  process: input.process,
  material: input.material,
  finish: input.finish ?? '',
  tolerance: input.tolerance ?? '',
  threads: input.threads ?? '',
  inspection: input.inspection ?? '',
  notes: input.notes ?? '',
})
