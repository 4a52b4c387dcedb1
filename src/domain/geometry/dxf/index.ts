import type { RawFigures } from '../figures.ts'
import { unreadable } from '../unreadable.ts'
import { readDrawing } from './drawing.ts'
import { enclosedArea } from './enclosed.ts'
import { joinLoops, pathLength } from './outlines.ts'
import { readPaths } from './paths.ts'

/**
 * A flat drawing in ASCII DXF: its lines, arcs, circles, ellipses, polylines and splines in model space, blocks
 * included. The area is what its closed outlines enclose, holes taken out, when all of them close and none cross.
 */
export function readDxf(bytes: Uint8Array): RawFigures {
  const drawing = readDrawing(bytes)
  const paths = readPaths(drawing)
  if (paths.length === 0) throw unreadable('holds no outlines')
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  let length = 0
  for (const path of paths) {
    length += pathLength(path)
    for (let at = 0; at < path.points.length; at += 2) {
      minX = Math.min(minX, path.points[at] as number)
      maxX = Math.max(maxX, path.points[at] as number)
      minY = Math.min(minY, path.points[at + 1] as number)
      maxY = Math.max(maxY, path.points[at + 1] as number)
    }
  }
  const extent = { x: maxX - minX, y: maxY - minY, z: 0 }
  if (![extent.x, extent.y, length].every(Number.isFinite)) throw unreadable('is too large to be measured')
  const loops = joinLoops(paths, Math.hypot(extent.x, extent.y))
  return {
    extent,
    volume: null,
    area: loops && enclosedArea(loops),
    outlineLength: length,
    triangles: 0,
    watertight: null,
    unit: drawing.unit,
  }
}
