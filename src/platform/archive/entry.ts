/** One named piece of an archive. Its body must be read, or left, before the next one is asked for. */
export interface Entry {
  path: string
  bytes: number
  body: AsyncIterable<Uint8Array>
}

/**
 * Names that every place can hold as they are, and that lead nowhere else: lower-case words, no `..`, nothing hidden.
 * `SHA256SUMS` is written as `sha256sum` writes it.
 */
const pathForm = /^(?:[a-z0-9_-]+\/)*(?:[a-z0-9_-]+\.[a-z0-9]+|SHA256SUMS(?:\.sha256)?)$/
const mostPathChars = 700

export const isEntryPath = (path: string): boolean => path.length <= mostPathChars && pathForm.test(path)

/** The checksums of all entries before it, in their order: `<hex>  <path>` lines, for `sha256sum -c`. */
export const sumsPath = 'SHA256SUMS'
/** The last entry: the checksum of the checksums. Without it an archive is not whole. */
export const sealPath = 'SHA256SUMS.sha256'

export const sumLine = (sha256: string, path: string): string => `${sha256}  ${path}\n`
