import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import type { Db } from '../db/port.ts'
import { type Plan, plans } from '../domain/access/plans.ts'
import { createWorkspaceWithOwner, resetPassword, setPlan } from '../main/admin.ts'
import { openMigratedDatabase } from '../main/database.ts'
import { rotateMasterKey } from '../main/rotate-master-key.ts'
import { type Config, environment, readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { UsageError } from './command.ts'

/** Runs `work` with the migrated database. The embedded one is free only while no server runs. */
async function withDatabase(work: (db: Db, config: Config) => Promise<string>): Promise<void> {
  const config = readConfig(environment())
  const database = await openMigratedDatabase(config, createLog('warn', process.stderr))
  try {
    process.stdout.write(`${await work(database.db, config)}\n`)
  } finally {
    await database.close()
  }
}

function parsePlan(value: string | undefined): Plan {
  const plan = plans.find((known) => known === value)
  if (plan === undefined) throw new UsageError(`the plan is one of ${plans.join(', ')}`)
  return plan
}

/** A password from standard input, or one that is made up and has to be shown. */
async function readPassword(fromStdin: boolean): Promise<{ password: string; madeUp: boolean }> {
  if (fromStdin) return { password: (await text(process.stdin)).trim(), madeUp: false }
  return { password: randomBytes(12).toString('base64url'), madeUp: true }
}

export async function runCreateWorkspace(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      name: { type: 'string' },
      'owner-email': { type: 'string' },
      'owner-name': { type: 'string' },
      plan: { type: 'string', default: 'free' },
      'password-stdin': { type: 'boolean', default: false },
    },
  })
  const { name, 'owner-email': email, 'owner-name': ownerName } = values
  if (!name || !email || !ownerName) throw new UsageError('needs --name, --owner-email and --owner-name')
  const plan = parsePlan(values.plan)
  const { password, madeUp } = await readPassword(values['password-stdin'])
  await withDatabase(async (db) => {
    const { slug } = await createWorkspaceWithOwner(db, { name, plan, email, ownerName, password })
    const secret = madeUp ? `\npassword of ${email}: ${password}` : ''
    return `workspace ${slug} on plan ${plan}, owner ${email}${secret}`
  })
}

export async function runSetPlan([slug, value]: readonly string[]): Promise<void> {
  const plan = parsePlan(value)
  if (slug === undefined) throw new UsageError('needs the slug of a workspace')
  await withDatabase(async (db) => {
    await setPlan(db, slug, plan)
    return `workspace ${slug} is on plan ${plan}`
  })
}

export const runRotateMasterKey = (): Promise<void> =>
  withDatabase(async (db, config) => {
    const count = await rotateMasterKey(config, db, new Date())
    return `the master key is replaced; ${count} secrets encrypted anew`
  })

export async function runResetPassword(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'password-stdin': { type: 'boolean', default: false },
      'without-second-factor': { type: 'boolean', default: false },
    },
  })
  const [email, ...more] = positionals
  if (email === undefined || more.length > 0) throw new UsageError('needs the address of an account')
  const { password, madeUp } = await readPassword(values['password-stdin'])
  await withDatabase(async (db) => {
    await resetPassword(db, { email, password, withoutSecondFactor: values['without-second-factor'] })
    const secret = madeUp ? `\npassword of ${email}: ${password}` : ''
    return `${email} has a new password; its sessions have ended${secret}`
  })
}
