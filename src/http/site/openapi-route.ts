import { openApiDocument } from '../../contract/openapi.ts'
import { Answer, type RouteRow, route } from '../../contract/route.ts'

/** `GET /openapi.json`: the table of routes, this row too, for programs. `rows` is asked for at the first call. */
export function openApiRoute(rows: () => readonly RouteRow[], version: string): RouteRow {
  let text: string | undefined
  return route({
    method: 'GET',
    path: '/openapi.json',
    summary: 'Read this document',
    tag: 'Operation',
    access: { kind: 'open' },
    compressed: true,
    success: { status: 200, mediaType: 'application/json; charset=utf-8' },
    handler: async () => {
      text ??= JSON.stringify(openApiDocument(rows(), { version }))
      return new Answer(text, { 'cache-control': 'public, max-age=60' })
    },
  })
}
