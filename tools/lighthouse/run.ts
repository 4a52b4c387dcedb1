import { parseArgs } from 'node:util'
import { method, type Row, report } from '../../bench/harness/report.ts'
import { startShop } from '../web/shop.ts'
import { audit, type Figures } from './audit.ts'
import { installLighthouse } from './install.ts'
import { responses } from './interactions.ts'

/**
 * `npm run web:lighthouse [-- --json] [--runs 3] [--page /orders]`: Lighthouse over the pages of a demo shop with a
 * year of history, as a phone on a slow network and as a desktop; the median of the runs. Needs a calm machine.
 * Ends with 1 when a goal is missed. CLS is rounded to the three digits that Lighthouse itself shows: fonts that stand
 * in for each other exactly enough still differ by millionths.
 */

/** `/orders` stands for the lists, the other pages for what is unlike them. */
const pages = [
  { path: '/', signedIn: false },
  { path: '/login', signedIn: false },
  { path: '/docs', signedIn: false },
  { path: '/orders', signedIn: true },
  { path: '/developers', signedIn: true },
  { path: '/settings/integrations/webhooks', signedIn: true },
] as const

const leastScore = { desktop: 95, mobile: 90 } as const
const mostLcpMs = 1_000
const mostInpMs = 100

const atLeast = (name: string, value: number, goal: number): Row => ({
  name,
  value,
  unit: 'points',
  limit: null,
  ratio: null,
  goal: `≥ ${goal}`,
  ok: value >= goal,
})

const atMost = (name: string, value: number, unit: string, goal: number): Row => ({
  name,
  value: Number(value.toPrecision(3)),
  unit,
  limit: null,
  ratio: null,
  goal: `≤ ${goal}`,
  ok: value <= goal,
})

/** The goals of one page in one shape. */
const rowsOf = (name: string, shape: 'desktop' | 'mobile', figures: Figures): Row[] => [
  atLeast(`${name} performance`, figures.performance, leastScore[shape]),
  atLeast(`${name} accessibility`, figures.accessibility, 100),
  atLeast(`${name} best practices`, figures.bestPractices, 100),
  ...(shape === 'desktop' ? [atMost(`${name} LCP`, figures.lcpMs, 'ms', mostLcpMs)] : []),
  atMost(`${name} CLS`, Math.round(figures.cls * 1_000) / 1_000, '', 0),
]

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '3' },
    page: { type: 'string' },
  },
})
installLighthouse()
const shop = await startShop()
const rows: Row[] = []
try {
  for (const { path, signedIn } of pages) {
    if (values.page !== undefined && values.page !== path) continue
    for (const shape of ['desktop', 'mobile'] as const) {
      const cookie = signedIn ? shop.cookie : undefined
      const figures = await audit({ url: shop.origin + path, shape, runs: Number(values.runs), cookie })
      const found = rowsOf(`${shape} ${path}`, shape, figures)
      report(found, values.json)
      rows.push(...found)
      for (const failed of figures.failed) method(`${shape} ${path}: ${failed}`)
    }
  }
  if (values.page === undefined) {
    const slowest = atMost('slowest interaction (INP)', await responses(shop), 'ms', mostInpMs)
    report([slowest], values.json)
    rows.push(slowest)
  }
} finally {
  await shop.stop()
}
process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1
