/** Takes a mesh face by face, so that no reader has to hold it. */
export interface MeshSink {
  /**
   * One flat polygon, its corners counter-clockwise seen from outside, as x, y, z after one another. The array is the
   * reader's and used again for the next face.
   */
  face(points: Float64Array, corners: number): void
}
