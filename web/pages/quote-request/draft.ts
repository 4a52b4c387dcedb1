import { partNameOf } from '../../api/project-files.ts'

/** A part as it is typed; all of it texts, quantities such as `10, 50`. */
export interface PartDraft {
  /** Only to tell parts of one draft apart. */
  key: number
  part_name: string
  file_id: string
  process: string
  material: string
  finish: string
  tolerance: string
  notes: string
  quantities: string
}

export interface QuoteDraft {
  parts: PartDraft[]
  note: string
}

export const emptyPart = (key: number): PartDraft => ({
  ...{ key, part_name: '', file_id: '', process: '', material: '' },
  ...{ finish: '', tolerance: '', notes: '', quantities: '' },
})

export const emptyDraft = (): QuoteDraft => ({ parts: [emptyPart(1)], note: '' })

const nextKey = ({ parts }: QuoteDraft): number => Math.max(0, ...parts.map(({ key }) => key)) + 1

/** Parts of one job are mostly made alike: a further one begins with how the last is made. */
export function withPart(draft: QuoteDraft, file?: { id: string; name: string }): QuoteDraft {
  const last = draft.parts.at(-1)
  const { process = '', material = '', finish = '', tolerance = '', quantities = '' } = last ?? {}
  const named = file && { file_id: file.id, part_name: partNameOf(file.name) }
  const isBlank = last !== undefined && last.part_name === '' && last.file_id === ''
  if (named && isBlank) return { ...draft, parts: [...draft.parts.slice(0, -1), { ...last, ...named }] }
  const added = { ...emptyPart(nextKey(draft)), process, material, finish, tolerance, quantities, ...named }
  return { ...draft, parts: [...draft.parts, added] }
}

/** `10, 50` as numbers; what is none is for the server to refuse. */
const numbersOf = (typed: string): number[] =>
  typed
    .split(/[,;\s]+/)
    .filter((part) => part !== '')
    .map(Number)

const set = (members: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value.trim() !== ''))

/** The body of `POST /quotes`. */
export const requestOf = (projectId: string, { parts, note }: QuoteDraft) => ({
  project_id: projectId,
  ...set({ note }),
  lines: parts.map(({ key: _, part_name, process, material, quantities, ...more }) => ({
    ...{ part_name, process, material },
    ...set(more),
    quantities: numbersOf(quantities),
  })),
})

/** Drafts of the tab: they end with it, and each person of a shared machine has their own. */
const placeOf = (userId: number, projectId: string): string => `fabwire-quote-draft ${userId} ${projectId}`

const isDraft = (value: unknown): value is QuoteDraft =>
  typeof value === 'object' &&
  value !== null &&
  'parts' in value &&
  Array.isArray(value.parts) &&
  value.parts.length > 0 &&
  value.parts.every(
    (part: unknown) =>
      typeof part === 'object' &&
      part !== null &&
      Object.keys(emptyPart(0)).every((member) => member in part),
  )

export interface DraftStore {
  read(): QuoteDraft
  keep(draft: QuoteDraft): void
  drop(): void
}

export function draftStore(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  userId: number,
  projectId: string,
): DraftStore {
  const place = placeOf(userId, projectId)
  return {
    read() {
      try {
        const kept: unknown = JSON.parse(storage.getItem(place) ?? 'null')
        return isDraft(kept) ? kept : emptyDraft()
      } catch {
        return emptyDraft()
      }
    },
    keep: (draft) => storage.setItem(place, JSON.stringify(draft)),
    drop: () => storage.removeItem(place),
  }
}
