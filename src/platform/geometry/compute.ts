import { Worker } from 'node:worker_threads'
import type { GeometryFound, GeometryQuestion } from './read.ts'
import type { WorkerAnswer } from './worker.ts'

export interface GeometryLimits {
  /** From the start of the thread to its answer. */
  timeoutMs: number
  /** Of the thread's heap; typed arrays and OpenCascade's memory have limits of their own. */
  heapMegabytes: number
  /** Aborting it ends the thread and rejects with its reason. */
  signal: AbortSignal
}

export type GeometryOutcome =
  | { status: 'found'; found: GeometryFound }
  /** `reason` is a sentence for the file's owner, `fault` words for the log. */
  | { status: 'failed'; reason: string; fault?: string }

/** Enough for deep recursion in OpenCascade. */
const stackMegabytes = 16

const failed = (reason: string, fault?: string): GeometryOutcome => ({
  status: 'failed',
  reason: `The file ${reason}.`,
  ...(fault !== undefined && { fault }),
})

const toOutcome = (answer: WorkerAnswer): GeometryOutcome =>
  answer.found ? { status: 'found', found: answer.found } : failed(answer.reason, answer.fault)

const outcomeOfError = (error: unknown): GeometryOutcome =>
  (error as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? failed('needs more memory than is spent on one file')
    : failed('could not be read', String(error))

/**
 * Measures a file in a thread of its own, which sees neither environment nor output of this process and is ended when
 * its time is over. Takes the bytes: the caller cannot use them any more.
 */
export async function computeGeometry(
  question: GeometryQuestion,
  { timeoutMs, heapMegabytes, signal }: GeometryLimits,
): Promise<GeometryOutcome> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: question,
    transferList: [question.bytes.buffer as ArrayBuffer],
    env: {},
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, stackSizeMb: stackMegabytes },
  })
  const done = Promise.withResolvers<GeometryOutcome>()
  const timer = setTimeout(
    () => done.resolve(failed(`took longer than ${Math.round(timeoutMs / 1_000)} seconds to read`)),
    timeoutMs,
  )
  const onAbort = () => done.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  worker.once('message', (answer: WorkerAnswer) => done.resolve(toOutcome(answer)))
  worker.once('error', (error) => done.resolve(outcomeOfError(error)))
  worker.once('exit', () => done.resolve(failed('could not be read', 'the thread ended without an answer')))
  try {
    return await done.promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}
