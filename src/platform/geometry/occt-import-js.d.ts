/** What is used of OpenCascade's reader, which comes without types. */
declare module 'occt-import-js' {
  interface Mesh {
    attributes: { position: { array: readonly number[] } }
    index: { array: readonly number[] }
  }

  type Read = (bytes: Uint8Array, parameters: object) => { success: boolean; meshes: readonly Mesh[] }

  const factory: (options: object) => Promise<{ ReadStepFile: Read; ReadIgesFile: Read }>
  export = factory
}
