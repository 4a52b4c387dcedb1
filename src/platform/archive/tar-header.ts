import { damaged } from './damage.ts'

/** POSIX tar (ustar with pax records), as much of it as archives of plain files need. */

export const blockBytes = 512
const nameBytes = 100
/** Eleven octal digits: what is larger stands in a pax record. */
const mostOctalBytes = 0o77777777777

const field = {
  name: [0, nameBytes],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  magic: [257, 8],
  prefix: [345, 155],
} as const

/** Bytes that fill the last block of a body. */
export const paddingOf = (bytes: number): number => (blockBytes - (bytes % blockBytes)) % blockBytes

const checksumOf = (header: Buffer): number => {
  const [at, length] = field.checksum
  let sum = 0
  // The checksum's own field counts as spaces.
  for (let i = 0; i < blockBytes; i++) sum += i >= at && i < at + length ? 0x20 : (header[i] as number)
  return sum
}

function block(name: string, type: '0' | 'x', bytes: number, at: Date): Buffer {
  const header = Buffer.alloc(blockBytes)
  const put = ([offset]: readonly [number, number], text: string) => header.write(text, offset, 'latin1')
  const octal = (place: readonly [number, number], value: number) =>
    put(place, value.toString(8).padStart(place[1] - 1, '0'))
  put(field.name, name)
  octal(field.mode, 0o600)
  octal(field.uid, 0)
  octal(field.gid, 0)
  octal(field.size, bytes)
  octal(field.mtime, Math.floor(at.getTime() / 1_000))
  put(field.type, type)
  put(field.magic, 'ustar\x0000')
  put(field.checksum, `${checksumOf(header).toString(8).padStart(6, '0')}\0 `)
  return header
}

/** A pax record begins with its own length in bytes, that number included. */
function record(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest
  while (length !== rest + String(length).length) length = rest + String(length).length
  return `${length} ${key}=${value}\n`
}

/** The blocks that stand before the body of a plain file. */
export function writeHeader(path: string, bytes: number, at: Date): Buffer {
  const isLong = Buffer.byteLength(path) > nameBytes
  const isLarge = bytes > mostOctalBytes
  if (!isLong && !isLarge) return block(path, '0', bytes, at)
  const records = Buffer.from(
    (isLong ? record('path', path) : '') + (isLarge ? record('size', `${bytes}`) : ''),
  )
  return Buffer.concat([
    block('pax', 'x', records.length, at),
    records,
    Buffer.alloc(paddingOf(records.length)),
    block(isLong ? 'long' : path, '0', isLarge ? 0 : bytes, at),
  ])
}

export interface Header {
  path: string
  type: string
  bytes: number
}

/** Null for a block of zeros, which ends an archive. */
export function readHeader(header: Buffer): Header | null {
  if (header.every((byte) => byte === 0)) return null
  const text = ([offset, length]: readonly [number, number]) =>
    header.toString('latin1', offset, offset + length).split('\0', 1)[0] as string
  const number = (place: readonly [number, number]) => {
    const digits = text(place).trim()
    if (!/^[0-7]+$/.test(digits)) throw damaged('a header of the tar cannot be read')
    return Number.parseInt(digits, 8)
  }
  if (number(field.checksum) !== checksumOf(header)) throw damaged('a header of the tar does not add up')
  const prefix = text(field.magic).startsWith('ustar') ? text(field.prefix) : ''
  const name = text(field.name)
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    type: text(field.type),
    bytes: number(field.size),
  }
}

/** What a pax header says of the file behind it. */
export function readRecords(records: Buffer): { path?: string; bytes?: number } {
  const found = new Map<string, string>()
  for (let at = 0; at < records.length; ) {
    const length = Number.parseInt(records.toString('latin1', at, at + 12), 10)
    if (!(length > 0) || at + length > records.length) throw damaged('a pax header of the tar cannot be read')
    const [, key, value] = /^\d+ ([^=]+)=(.*)\n$/s.exec(records.toString('utf8', at, at + length)) ?? []
    if (key !== undefined && value !== undefined) found.set(key, value)
    at += length
  }
  const path = found.get('path')
  const size = found.get('size')
  return { ...(path !== undefined && { path }), ...(size !== undefined && { bytes: Number(size) }) }
}
