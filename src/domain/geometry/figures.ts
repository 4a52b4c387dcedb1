/** Units of length that a CAD file can state, and how many millimetres each is. */
export const millimetresIn = {
  um: 0.001,
  mm: 1,
  cm: 10,
  m: 1_000,
  in: 25.4,
  ft: 304.8,
} as const
export const lengthUnits = Object.keys(millimetresIn) as [LengthUnit, ...LengthUnit[]]
export type LengthUnit = keyof typeof millimetresIn

export interface Extent {
  x: number
  y: number
  z: number
}

/** What a reader found out, in the file's own unit of length. */
export interface RawFigures {
  /** Size of the box around it, along the axes. */
  extent: Extent
  /** Null where it encloses none: not watertight, or faces that disagree on which side is outside. */
  volume: number | null
  /** Of the surface; of a drawing the area that its closed outlines enclose, null when they are not all sound. */
  area: number | null
  /** Of the outlines of a drawing; null for a body. */
  outlineLength: number | null
  triangles: number
  /** Null for a drawing. */
  watertight: boolean | null
  /** Null when the file says nothing. */
  unit: LengthUnit | null
}

/** The same in millimetres. */
export interface Figures {
  /** In the file's own unit, whatever that is. */
  extent: Extent
  /** Null while nobody knows the unit; then all figures in millimetres are. */
  units: LengthUnit | null
  bounding_box_mm: Extent | null
  volume_mm3: number | null
  area_mm2: number | null
  outline_length_mm: number | null
  triangles: number
  watertight: boolean | null
}

/** Nine digits: more than any facet is worth, and few enough that one body gives one figure in every unit. */
export const rounded = (value: number): number => Number(value.toPrecision(9))

const scaled = (value: number | null, factor: number): number | null =>
  value === null ? null : rounded(value * factor)

const scaledExtent = ({ x, y, z }: Extent, factor: number): Extent => ({
  x: rounded(x * factor),
  y: rounded(y * factor),
  z: rounded(z * factor),
})

/** What the file says of its unit comes before what its owner said. */
export function inMillimetres(raw: RawFigures, stated: LengthUnit | null): Figures {
  const units = raw.unit ?? stated
  const factor = units === null ? null : millimetresIn[units]
  const { triangles, watertight } = raw
  const known = { extent: scaledExtent(raw.extent, 1), units, triangles, watertight }
  if (factor === null)
    return { ...known, bounding_box_mm: null, volume_mm3: null, area_mm2: null, outline_length_mm: null }
  return {
    ...known,
    bounding_box_mm: scaledExtent(raw.extent, factor),
    volume_mm3: scaled(raw.volume, factor ** 3),
    area_mm2: scaled(raw.area, factor ** 2),
    outline_length_mm: scaled(raw.outlineLength, factor),
  }
}
