/** Code and value, one after the other. */
export type Groups = readonly (string | number)[]

const section = (name: string, groups: Groups): Groups => [0, 'SECTION', 2, name, ...groups, 0, 'ENDSEC']

export interface DxfParts {
  /** As `$INSUNITS` writes it. Absent: the variable is not there. */
  insUnits?: number
  blocks?: Groups
  entities: Groups
}

export function writeDxf({ insUnits, blocks = [], entities }: DxfParts): Uint8Array {
  const header = insUnits === undefined ? [] : [9, '$ACADVER', 1, 'AC1027', 9, '$INSUNITS', 70, insUnits]
  const groups = [
    ...section('HEADER', header),
    ...section('BLOCKS', blocks),
    ...section('ENTITIES', entities),
    0,
    'EOF',
  ]
  return new TextEncoder().encode(`${groups.join('\n')}\n`)
}

export const line = (x1: number, y1: number, x2: number, y2: number): Groups => [
  0,
  'LINE',
  8,
  'CUT',
  ...[10, x1, 20, y1, 11, x2, 21, y2],
]

export const circle = (x: number, y: number, radius: number): Groups => [
  0,
  'CIRCLE',
  8,
  'CUT',
  ...[10, x, 20, y, 40, radius],
]

/** In degrees, counter-clockwise. */
export const arc = (x: number, y: number, radius: number, start: number, end: number): Groups => [
  0,
  'ARC',
  ...[10, x, 20, y, 40, radius, 50, start, 51, end],
]

/** x, y, bulge. */
export const polyline = (
  vertices: readonly (readonly [number, number, number?])[],
  isClosed = true,
): Groups => [
  0,
  'LWPOLYLINE',
  ...[90, vertices.length, 70, isClosed ? 1 : 0],
  ...vertices.flatMap(([x, y, bulge = 0]) => [10, x, 20, y, 42, bulge]),
]

export const rectangle = (x: number, y: number, width: number, height: number): Groups =>
  polyline([
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ])

/** A copy of a block. */
export const insert = (name: string, groups: Groups): Groups => [0, 'INSERT', 2, name, ...groups]

export const block = (name: string, entities: Groups): Groups => [
  ...[0, 'BLOCK', 2, name, 10, 0, 20, 0],
  ...entities,
  ...[0, 'ENDBLK'],
]
