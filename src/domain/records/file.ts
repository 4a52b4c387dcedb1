/** What a file is to the shop. */
export const fileKinds = ['cad', 'drawing', 'photo', 'document'] as const
export type FileKind = (typeof fileKinds)[number]

/** Units of a CAD file that carries none itself, such as STL. */
export const fileUnits = ['mm', 'in'] as const
export type FileUnits = (typeof fileUnits)[number]

const extensionsOf: Readonly<Record<FileKind, readonly string[]>> = {
  cad: ['stl', 'step', 'stp', 'iges', 'igs', 'obj', '3mf', 'dxf'],
  drawing: ['pdf', 'dwg'],
  photo: ['png', 'jpg', 'jpeg', 'webp', 'heic'],
  document: [],
}

/** What a file most likely is, by its extension, for who does not say. */
export function kindOfFile(name: string): FileKind {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  return fileKinds.find((kind) => extensionsOf[kind].includes(extension)) ?? 'document'
}

/** Characters of a file's name at most: with four bytes each it still fits the header of a download. */
export const maxFileNameLength = 255

/**
 * Control characters, and the marks that turn the direction of writing: with one of those `partfdp.exe` reads as
 * `part…exe.pdf`.
 */
const deceptive = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

export type FileName = { name: string } | { refused: string }

/** The name to keep of what an uploader calls a file: the last part of a path, composed, or why it is refused. */
export function cleanFileName(raw: string): FileName {
  const name = (raw.split(/[/\\]/).at(-1) ?? '').normalize('NFC').trim()
  if (deceptive.test(raw)) return { refused: 'must not contain control characters' }
  if (name === '' || name === '.' || name === '..') return { refused: 'needs a name' }
  if (name.length > maxFileNameLength)
    return { refused: `must have a name of at most ${maxFileNameLength} characters` }
  return { name }
}

const mediaType = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/

/** The media type an uploader states, without parameters; bytes of no known type where it is not well-formed. */
export function cleanMediaType(raw: string): string {
  const stated = (raw.split(';', 1)[0] ?? '').trim().toLowerCase()
  return mediaType.test(stated) ? stated : 'application/octet-stream'
}
