/** A name in a header that only takes ASCII: what does not fit is left out. */
const plain = (name: string): string => name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')

/** RFC 8187: UTF-8 in percent form; of the marks that `encodeURIComponent` leaves, four have a meaning there. */
const extended = (name: string): string =>
  encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** `Content-Disposition` of a download (RFC 6266), with the exact name beside a plain one where they differ. */
export function attachment(name: string): string {
  const fallback = plain(name)
  const exact = fallback === name ? '' : `; filename*=UTF-8''${extended(name)}`
  return `attachment; filename="${fallback}"${exact}`
}

/**
 * Headers under which a stranger's file is harmless on our origin: saved instead of shown, its stated type not
 * second-guessed, and where a browser shows it all the same, without scripts, forms or an origin.
 */
export const downloadHeaders = (file: { name: string; media_type: string }, bytes: number) => ({
  'content-type': file.media_type,
  'content-length': String(bytes),
  'content-disposition': attachment(file.name),
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
})
