import { AmbientLight, DirectionalLight, Scene, Vector3, WebGLRenderer } from 'three'
import { partCamera, positionFor } from './camera.ts'
import { readColours } from './colours.ts'
import { readShape, type ShapeFormat } from './geometry.ts'
import { Model } from './model.ts'
import { readPicture } from './read-picture.ts'
import { contextOf } from './viewer.ts'

const size = 160

/** Draws a part once, small, on nothing. Null where the browser or the file gives no picture. */
export async function drawThumbnail(bytes: ArrayBuffer, format: ShapeFormat): Promise<string | null> {
  const canvas = document.createElement('canvas')
  const context = contextOf(canvas)
  if (context === null) return null
  const renderer = new WebGLRenderer({ canvas, context })
  try {
    renderer.setSize(size, size, false)
    const model = new Model(readShape(bytes, format))
    model.paint(readColours())
    model.show({ edges: true, wireframe: false, box: false, section: null })
    const camera = partCamera()
    camera.position.copy(positionFor('iso', model, camera))
    camera.near = model.radius / 100
    camera.far = model.radius * 100
    camera.lookAt(model.centre)
    camera.updateProjectionMatrix()
    const light = new DirectionalLight(0xffffff, 2.1)
    light.position.copy(new Vector3(0.4, -0.6, 1))
    const scene = new Scene()
    scene.add(model.group, light, new AmbientLight(0xffffff, 1.2))
    renderer.render(scene, camera)
    const picture = await readPicture(context, size)
    model.dispose()
    return picture
  } catch {
    return null
  } finally {
    renderer.dispose()
    renderer.forceContextLoss()
  }
}
