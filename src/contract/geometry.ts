import { z } from 'zod'
import { lengthUnits } from '../domain/geometry/figures.ts'

export const geometryStatuses = ['pending', 'ready', 'needs_units', 'failed', 'unsupported'] as const

const extent = z.strictObject({ x: z.number(), y: z.number(), z: z.number() })

export const geometry = z
  .strictObject({
    status: z.enum(geometryStatuses).meta({
      description:
        'pending: not computed yet. ready: all figures that the file gives. needs_units: the file (STL, OBJ, some DXF) says nothing of its unit; state `units`, and until then only `extent` and what has no unit is known. failed: see `reason`. unsupported: not a format whose shape is read.',
    }),
    bounding_box_mm: extent.nullable().meta({ description: 'Size along the axes, in millimetres.' }),
    volume_mm3: z
      .number()
      .nullable()
      .meta({ description: 'Null unless the body is closed and its faces agree on which side is outside.' }),
    area_mm2: z.number().nullable().meta({
      description:
        'Of the surface. Of a drawing (DXF): what its closed outlines enclose without holes, null when one is open or some cross.',
    }),
    outline_length_mm: z
      .number()
      .nullable()
      .meta({ description: 'Length of all outlines of a drawing (DXF); null for bodies.' }),
    triangles: z
      .number()
      .int()
      .nonnegative()
      .nullable()
      .meta({ description: 'Of the mesh, or of the facets that stand for curved faces (STEP, IGES).' }),
    watertight: z.boolean().nullable().meta({ description: 'Null for drawings.' }),
    units: z.enum(lengthUnits).nullable().meta({
      description: 'The unit that the file is written in: as it says itself, else as its owner does.',
    }),
    extent: extent.nullable().meta({ description: 'Like bounding_box_mm, in the unit of the file.' }),
    has_preview: z
      .boolean()
      .meta({ description: 'Whether there is a triangulated copy to look at (…/preview).' }),
    reason: z.string().nullable().meta({ description: 'Why it failed, in plain words.' }),
  })
  .meta({ id: 'Geometry', description: 'The shape of a CAD file, computed some time after its upload.' })
export type GeometryAnswer = z.output<typeof geometry>
