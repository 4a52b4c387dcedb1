import type { RouteRow } from '../../../contract/route.ts'
import type { Grant } from '../../../domain/access/authorize.ts'
import { type Html, html } from '../html.ts'

/** A row that asks for a credential, with what it asks for. */
export interface GrantedRow {
  row: RouteRow
  grant: Grant
}

export const grantedRows = (rows: readonly RouteRow[]): GrantedRow[] =>
  rows.flatMap((row) => (row.access.kind === 'granted' ? [{ row, grant: row.access }] : []))

const tagSlug = (tag: string): string => tag.toLowerCase().replaceAll(/\s+/g, '-')

/** A route, linked to its place in the API reference. */
const routeLink = ({ method, path, tag, summary }: RouteRow): Html =>
  html`<a class="route" href="/docs/api#tag/${tagSlug(tag)}/${method}${path}" title="${summary}"><b>${method}</b> ${path}</a>`

export const routeList = (rows: readonly RouteRow[]): Html =>
  html`<ul class="routes">${rows.map((row) => html`<li>${routeLink(row)}</li>`)}</ul>`

/** A long list, folded away. */
export const foldedRoutes = (rows: readonly RouteRow[]): Html =>
  html`<details class="fold"><summary>${rows.length} routes</summary>${routeList(rows)}</details>`
