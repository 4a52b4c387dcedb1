import { crc32, deflateRawSync } from 'node:zlib'
import { box, type Triangles } from '../../../domain/geometry/testing/meshes.ts'

export interface ZippedFile {
  path: string
  text: string | Uint8Array
  /** What the directory says instead of the truth. */
  lies?: { checksum?: number; unpackedBytes?: number; flags?: number; method?: number }
}

const u16 = (value: number): number[] => [value & 255, (value >> 8) & 255]
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)]

/** A zip archive, packed. */
export function zip(files: readonly ZippedFile[]): Uint8Array {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { path, text, lies = {} } of files) {
    const bytes = Buffer.from(text as string)
    const packed = deflateRawSync(bytes, { level: 9 })
    const { method = 8, flags = 0, checksum = crc32(bytes), unpackedBytes = bytes.length } = lies
    const common = [
      ...[...u16(20), ...u16(flags), ...u16(method), ...u32(0), ...u32(checksum)],
      ...[...u32(packed.length), ...u32(unpackedBytes), ...u16(path.length), ...u16(0)],
    ]
    const local = Buffer.from([...u32(0x04034b50), ...common])
    const central = [...u32(0x02014b50), ...u16(20), ...common, ...u16(0), ...u16(0), ...u16(0), ...u32(0)]
    directory.push(Buffer.from([...central, ...u32(at)]), Buffer.from(path))
    parts.push(local, Buffer.from(path), packed)
    at += local.length + path.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = [...u32(0x06054b50), ...u32(0), ...u16(files.length), ...u16(files.length)]
  const last = Buffer.from([...end, ...u32(central.length), ...u32(at), ...u16(0)])
  return new Uint8Array(Buffer.concat([...parts, central, last]))
}

const modelType = 'http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel'

export const mesh = (triangles: Triangles): string => {
  const vertices = triangles.flat().map(([x, y, z]) => `<vertex x="${x}" y="${y}" z="${z}"/>`)
  const faces = triangles.map((_, i) => `<triangle v1="${i * 3}" v2="${i * 3 + 1}" v3="${i * 3 + 2}"/>`)
  return `<mesh><vertices>${vertices.join('')}</vertices><triangles>${faces.join('')}</triangles></mesh>`
}

export const model = (resources: string, build: string, unit = 'millimeter'): string =>
  `<?xml version="1.0" encoding="UTF-8"?><model unit="${unit}" xmlns="core" xmlns:p="production">` +
  `<resources>${resources}</resources><build>${build}</build></model>`

/** A 3MF package with this text as its model, and other parts. */
export const threeMf = (text: string, ...others: ZippedFile[]): Uint8Array =>
  zip([
    {
      path: '_rels/.rels',
      text: `<Relationships><Relationship Id="r" Type="${modelType}" Target="/3D/a.model"/></Relationships>`,
    },
    { path: '3D/a.model', text },
    ...others,
  ])

export const boxObject = (id: number, x = 1, y = 1, z = 1): string =>
  `<object id="${id}" type="model">${mesh(box(x, y, z))}</object>`

/** A box of six flat spline surfaces, in IGES; `flag` is that of its unit (1 inch, 2 millimetre, 6 metre). */
export function igesBox(x: number, y: number, z: number, flag: number): Uint8Array {
  const place = (index: number) => [index & 1 ? x : 0, index & 2 ? y : 0, index & 4 ? z : 0]
  // Corners of each face along its two directions, its normal outwards.
  const faces = [
    [0, 2, 1, 3],
    [4, 5, 6, 7],
    [0, 1, 4, 5],
    [2, 6, 3, 7],
    [0, 4, 2, 6],
    [1, 3, 5, 7],
  ] as const
  const name = { 1: 'INCH', 2: 'MM', 6: 'M' }[flag] ?? 'MM'
  const hollerith = (text: string) => `${text.length}H${text}`
  const global = [
    ...[
      '1H,',
      '1H;',
      hollerith('part, in a; box'),
      hollerith('box.igs'),
      hollerith('Fabwire'),
      hollerith('1'),
    ],
    ...[32, 38, 6, 308, 15, hollerith('box'), '1.', flag, hollerith(name), 1, '0.01'],
    ...[hollerith('20260515.120000'), '1.E-6', '1000.', hollerith('x'), hollerith('x'), 11, 0],
    `${hollerith('20260515.120000')};`,
  ].join(',')
  const lines = { S: ['a box'], G: chunks(global, 72), D: [] as string[], P: [] as string[] }
  for (const face of faces) {
    const data = chunks(
      `128,1,1,1,1,0,0,1,0,0,0.,0.,1.,1.,0.,0.,1.,1.,1.,1.,1.,1.,${face
        .flatMap(place)
        .map((v) => `${v}.`.replace(/(\.\d+)\.$/, '$1'))
        .join(',')},0.,1.,0.,1.;`,
      64,
    )
    const pointer = lines.D.length + 1
    const field = (value: number | string) => String(value).padStart(8)
    lines.D.push(
      `${[128, lines.P.length + 1, 0, 0, 0, 0, 0, 0].map(field).join('')}00000000`,
      [128, 0, 0, data.length, 0, '', '', ''].map(field).join('') + field(0),
    )
    for (const part of data) lines.P.push(part.padEnd(64) + String(pointer).padStart(8))
  }
  const letters = ['S', 'G', 'D', 'P'] as const
  const numbered = letters.flatMap((letter) =>
    lines[letter].map((text, index) => text.padEnd(72) + letter + String(index + 1).padStart(7)),
  )
  const end = letters.map((letter) => letter + String(lines[letter].length).padStart(7)).join('')
  return new TextEncoder().encode(`${[...numbered, `${end.padEnd(72)}T      1`].join('\n')}\n`)
}

const chunks = (text: string, size: number): string[] => text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []
