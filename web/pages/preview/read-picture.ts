/** Until the graphics card has come this far, without holding up the page. */
async function reached(gl: WebGL2RenderingContext, fence: WebGLSync): Promise<void> {
  while (gl.clientWaitSync(fence, 0, 0) === gl.TIMEOUT_EXPIRED) await new Promise(requestAnimationFrame)
}

/** Rows come from the bottom up, colours multiplied with how opaque they are. */
function toImage(pixels: Uint8Array, size: number): ImageData {
  const image = new ImageData(size, size)
  const row = size * 4
  for (let y = 0; y < size; y++)
    image.data.set(pixels.subarray((size - 1 - y) * row, (size - y) * row), y * row)
  const { data } = image
  for (let at = 0; at < data.length; at += 4) {
    const alpha = (data[at + 3] ?? 0) / 255
    if (alpha === 0 || alpha === 1) continue
    for (let colour = at; colour < at + 3; colour++) data[colour] = (data[colour] ?? 0) / alpha
  }
  return image
}

/**
 * The square picture that was just drawn, as an address of its data. Call it in the turn that drew it. The pixels go
 * through a buffer: to read them at once would hold up the graphics of the whole page.
 */
export async function readPicture(gl: WebGL2RenderingContext, size: number): Promise<string | null> {
  const buffer = gl.createBuffer()
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer)
  gl.bufferData(gl.PIXEL_PACK_BUFFER, size * size * 4, gl.STREAM_READ)
  gl.readPixels(0, 0, size, size, gl.RGBA, gl.UNSIGNED_BYTE, 0)
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
  if (fence === null) return null
  gl.flush()
  await reached(gl, fence)
  gl.deleteSync(fence)
  const pixels = new Uint8Array(size * size * 4)
  gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, pixels)
  gl.deleteBuffer(buffer)
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const flat = canvas.getContext('2d', { willReadFrequently: true })
  if (flat === null) return null
  flat.putImageData(toImage(pixels, size), 0, 0)
  return canvas.toDataURL('image/png')
}
