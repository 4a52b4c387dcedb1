import { get, type IncomingMessage } from 'node:http'
import { expect, vi } from 'vitest'
import type { Credential } from '../../../../test/harness/app.ts'
import { streamEvents } from '../../../contract/stream.ts'

export interface Heard {
  event: keyof typeof streamEvents
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the test checks
  data: any
}

/** A stream as a page reads it. */
export class StreamReader {
  readonly response: IncomingMessage
  text = ''
  /** The server has ended the stream, in order or not. */
  ended: 'in order' | 'cut off' | undefined

  constructor(response: IncomingMessage) {
    this.response = response
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      this.text += chunk
    })
    response.on('end', () => {
      this.ended = 'in order'
    })
    response.on('error', () => {
      this.ended = 'cut off'
    })
  }

  /** What was told so far, each checked against its shape. */
  get heard(): Heard[] {
    return [...this.text.matchAll(/^event: (\w+)\ndata: (.*)\n\n/gm)].map(([, event, data]) => {
      const name = event as Heard['event']
      return { event: name, data: streamEvents[name].parse(JSON.parse(data ?? '')) }
    })
  }

  of(event: Heard['event']): Heard['data'][] {
    return this.heard.filter((one) => one.event === event).map(({ data }) => data)
  }

  /** Waits until something was told that fits. */
  until(event: Heard['event'], fits: object): Promise<Heard['data']> {
    return vi.waitFor(
      () => {
        expect(this.of(event)).toContainEqual(expect.objectContaining(fits))
        return this.of(event).find((data) =>
          Object.entries(fits).every(([key, value]) => data[key] === value),
        )
      },
      { timeout: 10_000, interval: 20 },
    )
  }

  /** Waits for the server to end it. */
  async end(): Promise<'in order' | 'cut off' | undefined> {
    await vi.waitFor(() => expect(this.ended).toBeDefined(), { timeout: 10_000, interval: 10 })
    return this.ended
  }

  hangUp(): void {
    this.response.destroy()
  }
}

/** Opens `GET /api/stream` of a server that listens. */
export const openStream = (address: string, credential: Credential, headers: Credential = {}) =>
  new Promise<StreamReader>((resolve, reject) => {
    const sent = { ...credential, ...headers }
    get(`${address}/api/stream`, { headers: sent, agent: false }, (response) => {
      resolve(new StreamReader(response))
    }).on('error', reject)
  })
