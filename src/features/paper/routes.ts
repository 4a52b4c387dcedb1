import { pathId } from '../../contract/common.ts'
import { Answer, type Call, type Principal, type RouteRow, route } from '../../contract/route.ts'
import type { PatScope } from '../../domain/access/scopes.ts'
import type { PaperService } from './service.ts'
import { policy } from './style.ts'

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  // It has prices and addresses in it.
  'cache-control': 'private, no-store',
}

type PaperCall = Call<{ id: string }, undefined, undefined, Principal>

/** A page of a record, for who may read the record. */
const paperRoute = (
  path: string,
  summary: string,
  scope: PatScope,
  paper: (call: PaperCall, id: string) => Promise<string>,
): RouteRow =>
  route({
    method: 'GET',
    path,
    summary,
    tag: 'Paper',
    access: { kind: 'granted', scope, key: ['api'], users: { customer: true, member: 'staff' } },
    params: pathId,
    success: { status: 200, mediaType: 'text/html' },
    handler: async (call) => new Answer(await paper(call, call.params.id), headers),
  })

export const paperRoutes = (papers: PaperService): RouteRow[] => [
  paperRoute('/quotes/{id}/print', 'A quote to print', 'read:quotes', (call, id) => papers.quote(call, id)),
  paperRoute('/orders/{id}/print', 'An order confirmation to print', 'read:projects', (call, id) =>
    papers.order(call, id),
  ),
  paperRoute('/shipments/{id}/print', 'A packing slip to print', 'read:projects', (call, id) =>
    papers.shipment(call, id),
  ),
  paperRoute('/invoices/{id}/print', 'An invoice to print', 'read:invoices', (call, id) =>
    papers.invoice(call, id),
  ),
]
