import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type RunningServer, startServer } from '../../main/server.ts'
import { type Config, environment, readConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import type { Client } from './client.ts'
import { livePast } from './past.ts'
import { startDemoReceiver } from './receiver.ts'
import { customerEmail, ownerEmail, password, setTheScene } from './scene.ts'
import { showStory } from './show.ts'
import { failingType } from './story.ts'
import { terminal } from './terminal.ts'

const demoConfig = (folder: string, port?: string): Config => {
  const { PORT, LOG_LEVEL } = environment()
  return readConfig({
    PORT: port ?? PORT,
    LOG_LEVEL: LOG_LEVEL ?? 'error',
    FABWIRE_DATA_DIR: folder,
    // The receiver is on this machine, and nobody wants to wait 30 s for the first retry.
    FABWIRE_ALLOW_INSECURE_TARGETS: '127.0.0.0/8',
    FABWIRE_RETRY_SCHEDULE: '1s,2s,4s,8s',
  })
}

/** On the usual port, or on any when that one is taken. */
async function startDemoServer(folder: string): Promise<RunningServer> {
  const start = (config: Config) => startServer(config, createLog(config.logLevel, process.stderr))
  try {
    return await start(demoConfig(folder))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return start(demoConfig(folder, '0'))
  }
}

/** Starts receiver and server on a folder of their own. `end` stops both and removes it, whatever was reached. */
async function openStage() {
  const folder = await mkdtemp(join(tmpdir(), 'fabwire-demo-'))
  const undo = [() => rm(folder, { recursive: true, force: true })]
  const end = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  // Ctrl+C counts from the first moment; a second one does not wait.
  let verified = false
  const stop = () => void end().then(() => process.exit(verified ? 0 : 1))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    const receiver = await startDemoReceiver(failingType)
    undo.push(async () => receiver.close())
    const server = await startDemoServer(folder)
    undo.push(() => server.stop())
    const settle = (good: boolean) => {
      verified = good
    }
    return { folder, receiver, server, end, settle }
  } catch (error) {
    await end()
    throw error
  }
}

/**
 * The main job on a fresh database, from sign-up to verified deliveries. `--once` ends then; `--big` puts a year of
 * history before it.
 */
export async function runDemo(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { once: { type: 'boolean', default: false }, big: { type: 'boolean', default: false } },
  })
  const { folder, receiver, server, end, settle } = await openStage()
  const baseUrl = `http://localhost:${new URL(server.url).port}`
  terminal.plain(`Fabwire demo on ${baseUrl}, embedded database in ${folder}`)
  let good = false
  try {
    const past = (owner: Client) => livePast(server.services.parts.db, baseUrl, owner)
    const scene = await setTheScene(baseUrl, receiver, values.big ? past : async () => {})
    good = await showStory(scene, receiver)
  } catch (error) {
    terminal.failure((error as Error).message)
  }
  settle(good)
  if (values.once) {
    await end()
    process.exit(good ? 0 : 1)
  }
  terminal.title('It stays up. Ctrl+C ends it and removes its data.')
  terminal.plain(`  API reference  ${baseUrl}/docs/api`)
  terminal.plain(`  shop owner     ${ownerEmail}  ${password}`)
  terminal.plain(`  customer       ${customerEmail}  ${password}`)
}
