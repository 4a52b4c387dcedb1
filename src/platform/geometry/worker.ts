import { parentPort, workerData } from 'node:worker_threads'
import { UnreadableError } from '../../domain/geometry/unreadable.ts'
import { type GeometryQuestion, readGeometry } from './read.ts'

/** A thread for one file: whatever the file does to it ends with it. */

/** An answer of the thread. `fault` is for the log: not the file's owner, but we should look. */
export type WorkerAnswer =
  | ({ found: Awaited<ReturnType<typeof readGeometry>> } & { reason?: never; fault?: never })
  | { reason: string; fault?: string; found?: never }

async function answer(): Promise<WorkerAnswer> {
  try {
    return { found: await readGeometry(workerData as GeometryQuestion) }
  } catch (error) {
    if (error instanceof UnreadableError) return { reason: error.message }
    return { reason: 'could not be read', fault: error instanceof Error ? `${error.stack}` : String(error) }
  }
}

const found = await answer()
const preview = found.found?.preview
parentPort?.postMessage(found, preview ? [preview.buffer as ArrayBuffer] : [])
