import { geometryFormatOf } from '../../src/domain/geometry/format.ts'
import type { ProjectFile } from './records.ts'
import { refreshRecords } from './records.ts'
import { type UploadWatch, uploadFile } from './upload.ts'

const place = (projectId: string, fileId: string): string => `/api/projects/${projectId}/files/${fileId}`

export const fileContentUrl = (projectId: string, fileId: string): string =>
  `${place(projectId, fileId)}/content`

/** As a viewer needs it. */
export const shownFile = (projectId: string, { id, name, bytes, geometry }: ProjectFile) => ({
  name,
  bytes,
  geometry,
  contentUrl: fileContentUrl(projectId, id),
  previewUrl: `${place(projectId, id)}/preview`,
})

/** Sends a file to a project, and has the list read again. */
export const sendToProject =
  (projectId: string) =>
  async (file: File, watch: UploadWatch): Promise<ProjectFile> => {
    const sent = await uploadFile<ProjectFile>(`/projects/${projectId}/files`, file, {}, watch)
    void refreshRecords()
    return sent
  }

/** What a part is called before somebody gives it a name: its file's without the extension. */
export const partNameOf = (fileName: string): string =>
  fileName
    .replace(/\.[^.]+$/, '')
    .replaceAll(/[_]+/g, ' ')
    .trim()
    .slice(0, 200) || fileName

/** Whether a file is a part rather than a picture or a text about one. */
export const isPart = (fileName: string): boolean => geometryFormatOf(fileName) !== null
