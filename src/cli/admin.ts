import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import type { Db } from '../db/port.ts'
import { type Plan, plans } from '../domain/access/plans.ts'
import { createWorkspaceWithOwner, setPlan } from '../main/admin.ts'
import { openMigratedDatabase } from '../main/database.ts'
import { rotateMasterKey } from '../main/rotate-master-key.ts'
import { type Config, environment, readConfig } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import { type Command, UsageError } from './command.ts'

/** Runs `work` with the migrated database. The embedded one is free only while no server runs. */
export async function withDatabase(work: (db: Db, config: Config) => Promise<string>): Promise<void> {
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

async function createWorkspace(args: readonly string[]): Promise<void> {
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
  const given = values['password-stdin'] ? (await text(process.stdin)).trim() : undefined
  const password = given ?? randomBytes(12).toString('base64url')
  await withDatabase(async (db) => {
    const { slug } = await createWorkspaceWithOwner(db, { name, plan, email, ownerName, password })
    const secret = given === undefined ? `\npassword of ${email}: ${password}` : ''
    return `workspace ${slug} on plan ${plan}, owner ${email}${secret}`
  })
}

/** The operator's commands. */
export const adminCommands: Readonly<Record<string, Command>> = {
  'admin create-workspace': {
    takes: '--name N --owner-email E --owner-name N [--plan P] [--password-stdin]',
    summary: 'make a workspace with its owner; without --password-stdin a password is made up and shown',
    run: createWorkspace,
  },
  'admin set-plan': {
    takes: `<workspace slug> <${plans.join('|')}>`,
    summary: 'change a plan, with what that suspends or resumes',
    run: async ([slug, value]) => {
      const plan = parsePlan(value)
      if (slug === undefined) throw new UsageError('needs the slug of a workspace')
      await withDatabase(async (db) => {
        await setPlan(db, slug, plan)
        return `workspace ${slug} is on plan ${plan}`
      })
    },
  },
  'admin rotate-master-key': {
    takes: '',
    summary:
      'encrypt all secrets with a new key (with DATABASE_URL: to FABWIRE_NEW_MASTER_KEY; stop all nodes first)',
    run: () =>
      withDatabase(async (db, config) => {
        const count = await rotateMasterKey(config, db, new Date())
        return `the master key is replaced; ${count} secrets encrypted anew`
      }),
  },
}
