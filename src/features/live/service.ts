import { Answer } from '../../contract/route.ts'
import { mostOpenStreams } from '../../contract/stream.ts'
import { type Actor, ownerOf, type Principal, type UserPrincipal } from '../../domain/access/principal.ts'
import { grantCovers } from '../../domain/access/scopes.ts'
import type { Settlement } from '../../engine/index.ts'
import type { OpenCalls } from '../credentials/index.ts'
import { LiveDeliveries } from './deliveries.ts'
import { EventStream } from './event-stream.ts'
import { LiveInbox, type LiveInboxOptions } from './inbox.ts'

/** Proxies cut what is silent for a minute, some for half of one. */
const beatMs = 15_000
/** What a browser waits before it comes back. */
const retryMs = 1_000

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Neither kept nor compressed on the way: an event must not wait for a buffer to fill.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

export interface LiveOptions extends LiveInboxOptions {
  open: OpenCalls
}

/** Who has an inbox and may read it with this credential. A tenant key's is the workspace's, without a person. */
const readsInbox = (principal: Principal): principal is UserPrincipal =>
  principal.kind === 'session' || (principal.kind === 'pat' && grantCovers(principal, 'read:inbox'))

export type LiveService = ReturnType<typeof liveService>

/** What changes, told while it does: to pages that would otherwise ask again and again. Hints, never the truth. */
export function liveService(options: LiveOptions) {
  const { db, log, open } = options
  const deliveries = new LiveDeliveries(db, log)
  const inbox = new LiveInbox(options)
  const streams = new Set<EventStream>()
  let beating: NodeJS.Timeout | undefined

  function keep(stream: EventStream): void {
    streams.add(stream)
    beating ??= setInterval(() => {
      for (const one of streams) one.tell(': beat\n\n')
    }, beatMs).unref()
  }

  function forget(stream: EventStream): void {
    streams.delete(stream)
    if (streams.size > 0) return
    clearInterval(beating)
    beating = undefined
  }

  return {
    async start(): Promise<void> {
      await deliveries.start()
      await inbox.start()
    },

    async stop(): Promise<void> {
      await inbox.stop()
      await deliveries.stop()
    },

    /** For the engine. */
    settled: (settlements: readonly Settlement[], disabledWebhookIds: readonly string[]) =>
      deliveries.settled(settlements, disabledWebhookIds),

    /** Something in this person's inbox is new, and no notification tells it. */
    inbox: (workspaceId: string, userId: number) => inbox.changed(workspaceId, userId),

    /** A stream of changes, until `signal`, or until its credential is not what it was. */
    async stream({ principal }: Actor, signal: AbortSignal): Promise<Answer<unknown>> {
      const call = open.open(principal, 'stream', mostOpenStreams)
      const stream = new EventStream()
      const tell = (frames: string) => stream.tell(frames)
      const leave: (() => void)[] = []
      try {
        if (readsInbox(principal)) leave.push(await inbox.watch(principal, tell))
      } catch (error) {
        call.close()
        throw error
      }
      leave.push(deliveries.watch(ownerOf(principal), tell))
      keep(stream)
      stream.once('close', () => {
        for (const stop of leave) stop()
        forget(stream)
        call.close()
      })
      tell(`retry: ${retryMs}\n: here you are\n\n`)
      const until = AbortSignal.any([signal, call.signal])
      until.addEventListener('abort', () => stream.end(), { once: true })
      if (until.aborted) stream.end()
      return new Answer(stream, headers)
    },
  }
}
