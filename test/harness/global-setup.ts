import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/db/migrate.ts'
import { connectPostgres } from '../../src/db/postgres.ts'
import { readTemplate, writeTemplate } from '../../src/db/template.ts'
import { findPostgresBin } from '../../tools/test/needs.ts'
import { abandonedFolders, removeAbandonedClusters, startCluster } from './cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The migrated PGlite as a plain tar. */
    pgliteTemplate: string | undefined
    postgresUrl: string | undefined
    /** The database that fresh ones are copied from. */
    postgresTemplate: string | undefined
  }
}

type Teardown = () => Promise<void>

/** Made once per run, before the first worker starts; every project that needs a database names this file. */
export async function setup(project: TestProject): Promise<Teardown> {
  const template = (await readTemplate()) ?? (await writeTemplate())
  if (project.name === 'postgres') return setUpPostgres(project)
  if (project.name === 'pglite') return setUpPglite(project, template)
  // A server that is spawned by a test finds the template by itself; on PostgreSQL it needs one to connect to.
  if (project.name === 'e2e' && hasPostgres()) return setUpPostgres(project)
  return async () => {}
}

const hasPostgres = (): boolean =>
  process.env.TEST_DATABASE_URL !== undefined || findPostgresBin() !== undefined

/** Packed once for all tests. */
async function setUpPglite(project: TestProject, template: string): Promise<Teardown> {
  const prefix = 'fabwire-template-'
  for (const folder of abandonedFolders(prefix)) await rm(folder, { recursive: true, force: true })
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  const path = join(folder, 'pglite.tar')
  execFileSync('tar', ['-cf', path, '-C', template, '.'])
  project.provide('pgliteTemplate', path)
  return () => rm(folder, { recursive: true, force: true })
}

async function setUpPostgres(project: TestProject): Promise<Teardown> {
  const given = process.env.TEST_DATABASE_URL
  await removeAbandonedClusters()
  const cluster = given === undefined ? await startCluster() : undefined
  const serverUrl = given ?? cluster?.url() ?? ''
  const template = `fabwire_template_${randomUUID().replaceAll('-', '')}`
  const server = connectPostgres({ url: serverUrl, poolSize: 1 })
  await server.run({ text: `CREATE DATABASE ${template}`, values: [] })

  const url = new URL(serverUrl)
  url.pathname = `/${template}`
  const db = connectPostgres({ url: url.href, poolSize: 1 })
  await migrate(db)
  await db.close()

  project.provide('postgresUrl', serverUrl)
  project.provide('postgresTemplate', template)
  return async () => {
    if (cluster === undefined) await server.run({ text: `DROP DATABASE ${template}`, values: [] })
    await server.close()
    await cluster?.remove()
  }
}
