/** A logo is at most this large: it stands in every page it is printed on. */
export const maxLogoBytes = 65_536

const form = /^data:image\/(png|jpeg);base64,([A-Za-z0-9+/]+={0,2})$/

/** How files of a type begin, in base64. */
const beginnings = { png: 'iVBORw0KGgo', jpeg: '/9j/' } as const

/** Bytes that a text in base64 stands for. */
const bytesOf = (base64: string): number =>
  (base64.length / 4) * 3 - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0)

/**
 * Why a data URL is no logo; null when it is one. PNG and JPEG are pixels and nothing else: an SVG can hold scripts
 * and call other hosts.
 */
export function refuseLogo(dataUrl: string): string | null {
  const [, type, base64] = form.exec(dataUrl) ?? []
  if (base64 === undefined || base64.length % 4 !== 0)
    return 'must be a data URL of a PNG or JPEG image in base64'
  if (!base64.startsWith(beginnings[type as 'png' | 'jpeg'])) return `is not a ${type?.toUpperCase()} image`
  if (bytesOf(base64) > maxLogoBytes) return `must be at most ${maxLogoBytes / 1_024} KiB`
  return null
}

/** What a log keeps of a logo: `image/png, 5120 bytes`. */
export function describeLogo(dataUrl: string): string {
  const [, type, base64 = ''] = form.exec(dataUrl) ?? []
  return `image/${type}, ${bytesOf(base64)} bytes`
}
