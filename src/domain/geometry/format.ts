/** The formats whose shape is understood. */
export const geometryFormats = ['stl', 'obj', '3mf', 'step', 'iges', 'dxf'] as const
export type GeometryFormat = (typeof geometryFormats)[number]

const formatByExtension: ReadonlyMap<string, GeometryFormat> = new Map([
  ...geometryFormats.map((format) => [format, format] as const),
  ['stp', 'step'],
  ['igs', 'iges'],
])

/** By the extension, as the sender named the file; null for one whose shape is not read. */
export const geometryFormatOf = (name: string): GeometryFormat | null =>
  formatByExtension.get(/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '') ?? null
