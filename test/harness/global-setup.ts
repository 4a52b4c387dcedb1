import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
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
  if (project.name === 'pglite') return setUpPglite(project, template.archive)
  // A server that is spawned by a test finds the template by itself; on PostgreSQL it needs one to connect to.
  if (project.name === 'e2e' && hasPostgres()) return setUpPostgres(project)
  return async () => {}
}

const hasPostgres = (): boolean =>
  process.env.TEST_DATABASE_URL !== undefined || findPostgresBin() !== undefined

/** Unpacked once here instead of at every opening: a third of the time of each. */
async function setUpPglite(project: TestProject, archive: string): Promise<Teardown> {
  const prefix = 'fabwire-template-'
  for (const folder of abandonedFolders(prefix)) await rm(folder, { recursive: true, force: true })
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  const path = join(folder, 'pglite.tar')
  await writeFile(path, gunzipSync(await readFile(archive)))
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
