import { readFile } from 'node:fs/promises'
import { eventTypes, exampleEnvelope } from '../../../contract/events/index.ts'
import { renderPage } from '../layout.ts'
import { chapters, type GuideChapter } from './chapters.ts'
import * as delivery from './delivery-pieces.ts'
import { eventPage } from './event-page.ts'
import { eventPath, eventTables } from './event-pieces.ts'
import { factsOf } from './facts.ts'
import { frame } from './frame.ts'
import { jsonBlock } from './highlight.ts'
import { type Chapter, renderChapter } from './markdown.ts'
import type { Deployment } from './options.ts'
import { sampleTabs } from './sample-tabs.ts'
import * as scopes from './scope-pieces.ts'

export type { Deployment, GuideSettings } from './options.ts'

const folder = new URL('../../../../docs/guide/', import.meta.url)

/** What code writes in a chapter, by the name that stands there as `[[name]]`. */
const piecesOf = ({ rows, settings }: Deployment) => ({
  'pat-scopes': () => scopes.patScopeTable(rows),
  'key-scopes': () => scopes.keyScopeTable(rows),
  'full-access-routes': () => scopes.fullAccessRoutes(rows),
  'open-routes': () => scopes.openRoutes(rows),
  environments: scopes.environmentTable,
  events: eventTables,
  'example-event': () => jsonBlock(exampleEnvelope('order.shipped')),
  headers: delivery.headerTable,
  samples: sampleTabs,
  schedule: () => delivery.scheduleTable(settings),
  failures: () => delivery.failureTable(settings),
  statuses: delivery.statusTable,
  reasons: delivery.reasonTable,
  'replay-statuses': delivery.replayStatusList,
  stream: delivery.streamTable,
})

async function readChapter({ file }: GuideChapter, deployment: Deployment): Promise<Chapter> {
  const source = await readFile(new URL(`${file}.md`, folder), 'utf8')
  return renderChapter(source, factsOf(deployment), piecesOf(deployment))
}

/** Addresses of the guide's pages. */
export const guidePaths: readonly string[] = [
  ...chapters.map(({ path }) => path),
  ...eventTypes.map(eventPath),
]

async function render(path: string, deployment: Deployment): Promise<string | undefined> {
  const listed = chapters.find((one) => one.path === path)
  const event = listed ? undefined : eventPage(path.replace(/^\/docs\/events\//, ''), deployment.apiUrl)
  const chapter = listed ? await readChapter(listed, deployment) : event
  if (chapter === undefined) return undefined
  return renderPage({
    title: path === '/docs' ? 'Developer guide' : `${chapter.title} · Developer guide`,
    description: chapter.description,
    canonical: deployment.baseUrl + path,
    section: 'guide',
    isWide: true,
    main: frame({ path, chapter, ...(event && { type: event.type }) }),
  })
}

/**
 * The developer guide: chapters of `docs/guide/` with tables from the catalogues of the code. A page is rendered when
 * it is first asked for, and kept while the deployment has the same addresses.
 */
export function guideOf(deployment: () => Deployment): (path: string) => Promise<string | undefined> {
  const kept = new Map<string, Promise<string | undefined>>()
  return (path) => {
    const now = deployment()
    const key = `${now.baseUrl} ${now.apiUrl} ${path}`
    const page = kept.get(key) ?? render(path, now)
    if (!guidePaths.includes(path)) return page
    kept.set(key, page)
    page.catch(() => kept.delete(key))
    return page
  }
}
