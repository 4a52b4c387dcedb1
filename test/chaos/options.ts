import { parseArgs } from 'node:util'
import { findPostgresBin } from '../../tools/test/needs.ts'

export type DatabaseKind = 'postgres' | 'pglite'

export interface ChaosOptions {
  database: DatabaseKind
  /** How many events must be accepted. */
  events: number
  /** How many times a server is killed with SIGKILL. */
  kills: number
  seed: number
  json: boolean
  /** Short waits between tries and a short timeout, so that all of it fits into half a minute. */
  short: boolean
}

export const help = `npm run chaos -- [options]

Publishes events through the API of real server processes to receivers that fail, hang, drip, close, redirect and
flood, while servers are killed, PostgreSQL is stopped, links are cut, clocks jump and the disk is full. Then it
compares what was accepted with what the database holds and with what the receivers saw.

  --database postgres|pglite   one api node and two workers on PostgreSQL, or one node on the embedded database
                               (default: postgres where it is installed)
  --events N                   events to accept (default: 200000 on postgres, 30000 on pglite; with --short 1500)
  --kills N                    kill -9 at random points (default: 20 on postgres, 5 on pglite; with --short 2)
  --seed N                     repeats the plan of faults of an earlier run
  --short                      a run of half a minute
  --json                       the last line is one JSON object of totals, alone on standard output

Exit code 1 when an accepted event is lost or something in the ledger cannot be explained.
`

const defaults = {
  postgres: { events: 200_000, kills: 20 },
  pglite: { events: 30_000, kills: 5 },
  short: { events: 1_500, kills: 2 },
} as const

function whole(name: string, given: string | undefined, fallback: number): number {
  if (given === undefined) return fallback
  if (!/^\d{1,9}$/.test(given)) throw new Error(`--${name}: expected a whole number, got "${given}"`)
  return Number(given)
}

function databaseOf(given: string | undefined): DatabaseKind {
  const found = findPostgresBin() === undefined ? 'pglite' : 'postgres'
  if (given === undefined) return found
  if (given !== 'postgres' && given !== 'pglite')
    throw new Error(`--database: expected postgres or pglite, got "${given}"`)
  return given
}

/** Undefined when help was asked for. Throws with the line to show. */
export function readOptions(args: readonly string[]): ChaosOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      database: { type: 'string' },
      events: { type: 'string' },
      kills: { type: 'string' },
      seed: { type: 'string' },
      short: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const database = databaseOf(values.database)
  const usual = defaults[values.short ? 'short' : database]
  return {
    database,
    events: whole('events', values.events, usual.events),
    kills: whole('kills', values.kills, usual.kills),
    seed: whole('seed', values.seed, Math.floor(Math.random() * 1e9)),
    short: values.short,
    json: values.json,
  }
}
