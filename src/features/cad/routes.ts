import { z } from 'zod'
import {
  cadFile,
  cadFileFields,
  cadFilePage,
  cadFilePatch,
  cadFileQuery,
  cadFolder,
  cadFolderInput,
  cadFolderPage,
  cadFolderQuery,
  cadUploaded,
  cadUsage,
  cadUsageQuery,
  cadVersionPage,
  cadVersionQuery,
} from '../../contract/cad.ts'
import { pageQuery, pathId } from '../../contract/common.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import { previewDescription, previewMediaType } from '../geometry/index.ts'
import type { CadFolderService } from './folders.ts'
import type { CadService } from './library.ts'

const tag = 'CAD Cloud'
const everyone = { customer: true, member: 'staff' } as const
const readAccess = { kind: 'granted', scope: 'read:cad', key: ['api'], users: everyone } as const
const addAccess = { kind: 'granted', scope: 'write:cad', users: everyone } as const
const changeAccess = { kind: 'granted', users: everyone } as const

const reading = (cad: CadService): RouteRow[] => [
  route({
    method: 'GET',
    path: '/cad/files',
    summary: 'List CAD files',
    tag,
    access: readAccess,
    query: cadFileQuery,
    success: { status: 200, schema: cadFilePage },
    handler: (call) => cad.list(call, call.query),
  }),
  route({
    method: 'GET',
    path: '/cad/usage',
    summary: 'Read how much CAD libraries hold',
    tag,
    access: readAccess,
    query: cadUsageQuery,
    success: { status: 200, schema: cadUsage },
    handler: (call) => cad.usage(call, call.query),
  }),
  route({
    method: 'GET',
    path: '/cad/files/{id}',
    summary: 'Read about a CAD file',
    tag,
    access: readAccess,
    params: pathId,
    success: { status: 200, schema: cadFile },
    handler: (call) => cad.read(call, call.params.id),
  }),
  route({
    method: 'GET',
    path: '/cad/files/{id}/content',
    summary: 'Download a CAD file',
    tag,
    access: readAccess,
    params: pathId,
    query: cadVersionQuery,
    success: { status: 200, mediaType: 'application/octet-stream' },
    handler: (call) => cad.content(call, call.params.id, call.query),
  }),
  route({
    method: 'GET',
    path: '/cad/files/{id}/preview',
    summary: 'Look at the shape of a CAD file',
    description: previewDescription,
    tag,
    access: readAccess,
    params: pathId,
    query: cadVersionQuery,
    success: { status: 200, mediaType: previewMediaType },
    handler: (call) => cad.preview(call, call.params.id, call.query),
  }),
  route({
    method: 'GET',
    path: '/cad/files/{id}/versions',
    summary: 'List the versions of a CAD file',
    tag,
    access: readAccess,
    params: pathId,
    query: z.strictObject(pageQuery),
    success: { status: 200, schema: cadVersionPage },
    handler: (call) => cad.versions(call, call.params.id, call.query),
  }),
]

const writing = (cad: CadService): RouteRow[] => [
  route({
    method: 'POST',
    path: '/cad/files',
    summary: 'Upload CAD files',
    description:
      'A file of a name that its folder has already becomes a new version of that file; names are equal without case.',
    tag,
    access: addAccess,
    upload: true,
    body: cadFileFields,
    success: { status: 201, schema: cadUploaded },
    errors: ['request_timeout'],
    handler: (call) => cad.upload(call, call.readUpload),
  }),
  route({
    method: 'PATCH',
    path: '/cad/files/{id}',
    summary: 'Rename or move a CAD file, or state its units',
    tag,
    access: changeAccess,
    params: pathId,
    body: cadFilePatch,
    success: { status: 200, schema: cadFile },
    errors: ['name_taken'],
    handler: (call) => cad.update(call, call.params.id, call.body),
  }),
  route({
    method: 'DELETE',
    path: '/cad/files/{id}',
    summary: 'Delete a CAD file with all its versions',
    tag,
    access: changeAccess,
    params: pathId,
    success: { status: 204 },
    handler: (call) => cad.remove(call, call.params.id),
  }),
]

const ofFolders = (folders: CadFolderService): RouteRow[] => [
  route({
    method: 'GET',
    path: '/cad/folders',
    summary: 'List CAD folders',
    tag,
    access: readAccess,
    query: cadFolderQuery,
    success: { status: 200, schema: cadFolderPage },
    handler: (call) => folders.list(call, call.query),
  }),
  route({
    method: 'POST',
    path: '/cad/folders',
    summary: 'Create a CAD folder',
    tag,
    access: addAccess,
    body: cadFolderInput,
    success: { status: 201, schema: cadFolder },
    errors: ['name_taken', 'limit_reached'],
    handler: (call) => folders.create(call, call.body),
  }),
]

export const cadRoutes = (cad: CadService, folders: CadFolderService): RouteRow[] => [
  ...reading(cad),
  ...writing(cad),
  ...ofFolders(folders),
]
