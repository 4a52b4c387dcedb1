import { z } from 'zod'
import { pageQuery, pathId } from '../../contract/common.ts'
import { file, fileFields, filePage, filePatch, pathFile, uploaded } from '../../contract/projects.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { previewDescription, previewMediaType } from '../geometry/index.ts'
import type { FileService } from './file-service.ts'
import { readAccess, writeAccess } from './routes.ts'

const tag = 'Project files'

export function projectFileRoutes(files: FileService): RouteRow[] {
  return [
    route({
      method: 'GET',
      path: '/projects/{id}/files',
      summary: 'List the files of a project',
      tag,
      access: readAccess,
      params: pathId,
      query: z.strictObject(pageQuery),
      success: { status: 200, schema: filePage },
      handler: (call) => files.list(call, call.params.id, call.query),
    }),
    route({
      method: 'POST',
      path: '/projects/{id}/files',
      summary: 'Upload files to a project',
      tag,
      access: writeAccess,
      params: pathId,
      upload: true,
      body: fileFields,
      success: { status: 201, schema: uploaded },
      errors: ['request_timeout'],
      handler: (call) => files.upload(call, call.params.id, call.readUpload),
    }),
    route({
      method: 'GET',
      path: '/projects/{id}/files/{file}',
      summary: 'Read about a file',
      tag,
      access: readAccess,
      params: pathFile,
      success: { status: 200, schema: file },
      handler: (call) => files.read(call, call.params.id, call.params.file),
    }),
    route({
      method: 'GET',
      path: '/projects/{id}/files/{file}/content',
      summary: 'Download a file',
      tag,
      access: readAccess,
      params: pathFile,
      success: { status: 200, mediaType: 'application/octet-stream' },
      handler: (call) => files.content(call, call.params.id, call.params.file),
    }),
    route({
      method: 'GET',
      path: '/projects/{id}/files/{file}/preview',
      summary: 'Look at the shape of a file',
      description: previewDescription,
      tag,
      access: readAccess,
      params: pathFile,
      success: { status: 200, mediaType: previewMediaType },
      handler: (call) => files.preview(call, call.params.id, call.params.file),
    }),
    route({
      method: 'PATCH',
      path: '/projects/{id}/files/{file}',
      summary: 'State the units of a file',
      tag,
      access: writeAccess,
      params: pathFile,
      body: filePatch,
      success: { status: 200, schema: file },
      handler: (call) => files.update(call, call.params.id, call.params.file, call.body),
    }),
    route({
      method: 'DELETE',
      path: '/projects/{id}/files/{file}',
      summary: 'Delete a file',
      tag,
      access: writeAccess,
      params: pathFile,
      success: { status: 204 },
      handler: (call) => files.remove(call, call.params.id, call.params.file),
    }),
  ]
}
