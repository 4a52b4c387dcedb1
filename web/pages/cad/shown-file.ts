import { type CadFile, contentUrl, previewUrl } from '../../api/cad.ts'
import type { ShownFile } from '../preview/source.ts'

/** The newest version of a file, as a viewer needs it. */
export const shownCadFile = ({ id, name, bytes, geometry, version }: CadFile): ShownFile => ({
  ...{ name, bytes, geometry },
  contentUrl: contentUrl(id, version),
  previewUrl: previewUrl(id, version),
})
