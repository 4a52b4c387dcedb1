import { inflateSync } from 'node:zlib'

/** Bytes of the pixel data as they were before each row was filtered (PNG, section 9). */
function unfilter(raw: Buffer, rowBytes: number, pixelBytes: number): Buffer {
  const rows = raw.length / (rowBytes + 1)
  const out = Buffer.alloc(rows * rowBytes)
  for (let y = 0; y < rows; y++) {
    const filter = raw[y * (rowBytes + 1)]
    for (let x = 0; x < rowBytes; x++) {
      const at = y * rowBytes + x
      const left = x < pixelBytes ? 0 : (out[at - pixelBytes] ?? 0)
      const up = y === 0 ? 0 : (out[at - rowBytes] ?? 0)
      const corner = x < pixelBytes || y === 0 ? 0 : (out[at - rowBytes - pixelBytes] ?? 0)
      const guess = [0, left, up, (left + up) >> 1, nearest(left, up, corner)][filter ?? 0] ?? 0
      out[at] = ((raw[y * (rowBytes + 1) + 1 + x] ?? 0) + guess) & 255
    }
  }
  return out
}

function nearest(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const far = [left, up, corner].map((one) => Math.abs(guess - one)) as [number, number, number]
  if (far[0] <= far[1] && far[0] <= far[2]) return left
  return far[1] <= far[2] ? up : corner
}

/** How many colours a PNG of eight bits a channel has, as a browser writes its screenshots. */
export function coloursIn(png: Buffer): number {
  const data: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  const pixelBytes = png[25] === 6 ? 4 : 3
  const pixels = unfilter(inflateSync(Buffer.concat(data)), png.readUInt32BE(16) * pixelBytes, pixelBytes)
  const colours = new Set<number>()
  for (let at = 0; at < pixels.length; at += pixelBytes) colours.add(pixels.readUIntBE(at, 3))
  return colours.size
}
