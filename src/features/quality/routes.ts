import { pathId } from '../../contract/common.ts'
import * as shapes from '../../contract/ncrs.ts'
import { type RouteRow, route } from '../../contract/route.ts'
import type { QualityService } from './service.ts'

const tag = 'Quality'
const readAccess = {
  kind: 'granted',
  scope: 'read:projects',
  key: ['api'],
  users: { customer: true, member: 'staff' },
} as const
const shopAccess = { kind: 'granted', key: ['api'], users: { member: 'staff' } } as const

const recordRoutes = (quality: QualityService): RouteRow[] => [
  route({
    method: 'GET',
    path: '/ncrs',
    summary: 'List nonconformance reports',
    tag,
    access: readAccess,
    query: shapes.ncrQuery,
    success: { status: 200, schema: shapes.ncrPage },
    handler: (call) => quality.list(call, call.query),
  }),
  route({
    method: 'GET',
    path: '/ncrs/{id}',
    summary: 'Read a nonconformance report',
    tag,
    access: readAccess,
    params: pathId,
    query: shapes.ncrReadQuery,
    success: { status: 200, schema: shapes.ncr },
    handler: (call) => quality.read(call, call.params.id, call.query),
  }),
  route({
    method: 'POST',
    path: '/ncrs',
    summary: 'Open a nonconformance report',
    tag,
    access: shopAccess,
    body: shapes.ncrInput,
    success: { status: 201, schema: shapes.ncr },
    handler: (call) => quality.create(call, call.body),
  }),
]

const step = {
  method: 'POST',
  tag,
  access: shopAccess,
  params: pathId,
  success: { status: 200, schema: shapes.ncr },
  errors: ['invalid_transition'],
} as const

const stepRoutes = (quality: QualityService): RouteRow[] => [
  route({
    ...step,
    path: '/ncrs/{id}/start',
    summary: 'Begin to settle a report',
    body: shapes.ncrStart,
    handler: (call) => quality.start(call, call.params.id, call.body),
  }),
  route({
    ...step,
    path: '/ncrs/{id}/resolve',
    summary: 'Say how a report was settled',
    body: shapes.ncrResolve,
    handler: (call) => quality.resolve(call, call.params.id, call.body),
  }),
  route({
    ...step,
    path: '/ncrs/{id}/reopen',
    summary: 'Take up a settled report again',
    handler: (call) => quality.reopen(call, call.params.id),
  }),
  route({
    ...step,
    path: '/ncrs/{id}/void',
    summary: 'Withdraw an open report',
    handler: (call) => quality.void(call, call.params.id),
  }),
]

export const ncrRoutes = (quality: QualityService): RouteRow[] => [
  ...recordRoutes(quality),
  ...stepRoutes(quality),
]
