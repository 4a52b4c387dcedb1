import { fitted, sphereOf } from './camera.ts'
import { readColours } from './colours.ts'
import { contextOf, Drawing, giveBack } from './drawing.ts'
import { readPicture } from './read-picture.ts'
import { readShape, type ShapeFormat } from './shape.ts'

const size = 160

/** Draws a part once, small, on nothing. Null where the browser or the file gives no picture. */
export async function drawThumbnail(bytes: ArrayBuffer, format: ShapeFormat): Promise<string | null> {
  const canvas = document.createElement('canvas')
  const context = contextOf(canvas)
  if (context === null) return null
  try {
    const shape = readShape(bytes, format)
    const drawing = new Drawing(canvas, shape)
    drawing.paint(readColours())
    drawing.show({ edges: true, wireframe: false, box: false, section: null })
    drawing.resize({ width: size, height: size }, 1)
    drawing.draw(fitted('iso', sphereOf(shape.bounds), 1))
    return await readPicture(context, size)
  } catch {
    return null
  } finally {
    giveBack(context)
  }
}
