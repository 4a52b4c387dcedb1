import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { chromiumFlags } from '../../test/browser/harness/browser.ts'
import { findChromium } from '../test/needs.ts'
import { lighthouseProgram } from './install.ts'

export interface Audit {
  url: string
  /** `mobile` is a phone of the middle class on a slow network, as Lighthouse simulates it. */
  shape: 'desktop' | 'mobile'
  runs: number
  /** Of a session, for pages that ask for one. */
  cookie: string | undefined
}

/** Scores are 0 to 100. */
export interface Figures {
  performance: number
  accessibility: number
  bestPractices: number
  lcpMs: number
  cls: number
  /** What cost points for accessibility and best practices. */
  failed: string[]
}

interface Finding {
  title: string
  score: number | null
  scoreDisplayMode: string
  numericValue?: number
}

interface Report {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>
  audits: Record<string, Finding>
}

const categories = ['performance', 'accessibility', 'best-practices']

async function run({ url, shape, cookie }: Audit): Promise<Report> {
  const args = [
    url,
    '--quiet',
    '--output=json',
    `--only-categories=${categories.join(',')}`,
    `--chrome-flags=${chromiumFlags.join(' ')}`,
    ...(shape === 'desktop' ? ['--preset=desktop'] : []),
    ...(cookie === undefined ? [] : [`--extra-headers=${JSON.stringify({ Cookie: cookie })}`]),
  ]
  const env = { ...process.env, CHROME_PATH: findChromium() }
  // What it prints when it fails is the whole report; its reason stands on standard error.
  const { stdout } = await promisify(execFile)(lighthouseProgram, args, {
    env,
    maxBuffer: 100_000_000,
  }).catch(({ stderr }: { stderr: string }) => {
    throw new Error(`Lighthouse on ${url}: ${stderr}`)
  })
  return JSON.parse(stdout) as Report
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

const failedIn = ({ categories: found, audits }: Report): string[] =>
  ['accessibility', 'best-practices'].flatMap((name) =>
    (found[name]?.auditRefs ?? [])
      .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1)
      .map(({ id }) => `${id}: ${audits[id]?.title}`),
  )

/** Runs Lighthouse so many times on one page and takes the median of each figure. */
export async function audit(of: Audit): Promise<Figures> {
  const reports: Report[] = []
  for (let n = 0; n < of.runs; n++) reports.push(await run(of))
  const score = (name: string) =>
    median(reports.map((report) => Math.round((report.categories[name]?.score ?? 0) * 100)))
  const number = (id: string) =>
    median(reports.map((report) => report.audits[id]?.numericValue ?? Number.NaN))
  return {
    performance: score('performance'),
    accessibility: score('accessibility'),
    bestPractices: score('best-practices'),
    lcpMs: number('largest-contentful-paint'),
    cls: number('cumulative-layout-shift'),
    failed: [...new Set(reports.flatMap(failedIn))],
  }
}
