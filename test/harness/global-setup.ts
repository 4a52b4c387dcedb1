import { randomUUID } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/db/migrate.ts'
import { connectPostgres } from '../../src/db/postgres.ts'
import { readTemplate, writeTemplate } from '../../src/db/template.ts'
import { findPostgresBin } from '../../tools/test/needs.ts'
import { removeAbandonedClusters, startCluster } from './cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of a migrated PGlite. */
    pgliteTemplate: string
    postgresUrl: string | undefined
    /** The database that fresh ones are copied from. */
    postgresTemplate: string | undefined
  }
}

type Teardown = () => Promise<void>

/** Made once per run, before the first worker starts; every project that needs a database names this file. */
export async function setup(project: TestProject): Promise<Teardown> {
  // A server that is spawned by a test finds it by itself.
  project.provide('pgliteTemplate', (await readTemplate()) ?? (await writeTemplate()))
  const needsServer = project.name === 'postgres' || (project.name === 'e2e' && hasPostgres())
  return needsServer ? setUpPostgres(project) : async () => {}
}

const hasPostgres = (): boolean =>
  process.env.TEST_DATABASE_URL !== undefined || findPostgresBin() !== undefined

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
