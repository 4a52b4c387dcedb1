import { expect, test } from 'vitest'
import { findPostgresBin } from '../../tools/test/needs.ts'
import { runChaos } from './chaos.ts'
import { type DatabaseKind, readOptions } from './options.ts'

/** `npm run chaos -- --short` as a test. A machine without PostgreSQL has been told so in large letters. */
const kinds: DatabaseKind[] = findPostgresBin() === undefined ? ['pglite'] : ['pglite', 'postgres']

test.for(kinds)(
  'on %s, every accepted event is delivered, dead or waiting',
  { timeout: 240_000 },
  async (kind) => {
    const options = readOptions(['--short', '--database', kind, '--events', '1200'])
    if (options === undefined) throw new Error('no options')
    const story: string[] = [`--seed ${options.seed}`]
    const totals = await runChaos(options, (text) => story.push(text))
    expect(totals.unexplained, story.join('\n')).toEqual([])
    expect(totals.lost).toBe(0)
    expect(totals.accepted).toBeGreaterThanOrEqual(options.events)
    expect(totals.delivered + totals.dead + totals.waiting).toBe(totals.accepted)
    expect(totals.kills).toBe(options.kills)
    console.log(`${kind}: ${JSON.stringify(totals)}`)
  },
)
