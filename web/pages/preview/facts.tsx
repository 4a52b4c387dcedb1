import type { GeometryAnswer } from '../../../src/contract/geometry.ts'
import type { Extent } from '../../../src/domain/geometry/figures.ts'
import { figureText } from '../../ui/file-facts.tsx'

const count = new Intl.NumberFormat('en')

/** Lengths along the axes: in millimetres, or in the file's own unit while nobody said which that is. */
export function lengthsOf(geometry: GeometryAnswer | null): { extent: Extent; unit: string } | null {
  if (geometry?.bounding_box_mm) return { extent: geometry.bounding_box_mm, unit: 'mm' }
  return geometry?.extent ? { extent: geometry.extent, unit: '(unit not said)' } : null
}

const sizeText = ({ extent: { x, y, z }, unit }: { extent: Extent; unit: string }): string =>
  `${[x, y, z].map(figureText).join(' × ')} ${unit}`

const volumeText = (mm3: number): string =>
  mm3 < 1_000 ? `${figureText(mm3)} mm³` : `${figureText(mm3 / 1_000)} cm³`

const areaText = (mm2: number): string =>
  mm2 < 1_000 ? `${figureText(mm2)} mm²` : `${figureText(mm2 / 100)} cm²`

/** The figures that are known of a shape, by name. */
export function shapeFacts(geometry: GeometryAnswer | null): (readonly [name: string, value: string])[] {
  if (geometry === null) return []
  const { volume_mm3, area_mm2, outline_length_mm, triangles, watertight, units } = geometry
  const lengths = lengthsOf(geometry)
  return [
    ...(lengths ? [['Size', sizeText(lengths)] as const] : []),
    ...(volume_mm3 === null ? [] : [['Volume', volumeText(volume_mm3)] as const]),
    ...(area_mm2 === null ? [] : [['Surface', areaText(area_mm2)] as const]),
    ...(outline_length_mm === null ? [] : [['Outline', `${figureText(outline_length_mm)} mm`] as const]),
    ...(triangles ? [['Triangles', count.format(triangles)] as const] : []),
    ...(watertight === null ? [] : [['Closed body', watertight ? 'Yes' : 'No'] as const]),
    ...(units === null ? [] : [['Unit of the file', units] as const]),
  ]
}

/** A shape in words, for who does not see its picture. */
export const shapeWords = (geometry: GeometryAnswer | null): string => {
  const facts = shapeFacts(geometry)
  return facts.length === 0
    ? 'Nothing is known of its shape yet.'
    : `${facts.map(([name, value]) => `${name}: ${value}`).join('. ')}.`
}

/** The figures of a shape, in pairs. */
export const ShapeFacts = ({
  of,
  more = [],
}: {
  of: GeometryAnswer | null
  more?: readonly (readonly [string, string])[]
}) => (
  <dl className="grid grid-cols-2 gap-x-4 gap-y-2.5 text-sm">
    {[...shapeFacts(of), ...more].map(([name, value]) => (
      <div key={name} className={name === 'Size' ? 'col-span-2' : 'min-w-0'}>
        <dt className="text-xs text-soft">{name}</dt>
        <dd className="font-medium wrap-anywhere tabular-nums">{value}</dd>
      </div>
    ))}
  </dl>
)
