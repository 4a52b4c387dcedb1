import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Stands between a node and the database, and breaks. */
export class Link {
  readonly #server: Server
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #state: 'open' | 'cut' | 'silent' = 'open'

  private constructor(target: number) {
    this.#server = createServer((inside) => this.#join(inside, target))
  }

  static async start(targetPort: number): Promise<Link> {
    const link = new Link(targetPort)
    await new Promise<void>((resolve) => link.#server.listen(0, '127.0.0.1', resolve))
    return link
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  #join(inside: Socket, target: number): void {
    inside.on('error', () => {})
    if (this.#state === 'cut') {
      inside.resetAndDestroy()
      return
    }
    const outside = connect(target, '127.0.0.1')
    const pair = [inside, outside] as const
    this.#pairs.add(pair)
    for (const [from, to] of [pair, [outside, inside] as const]) {
      from.setNoDelay(true)
      from.on('error', () => {})
      from.on('close', () => {
        to.destroy()
        this.#pairs.delete(pair)
      })
      from.pipe(to)
    }
    if (this.#state === 'silent') this.#silence(pair)
  }

  #silence([inside, outside]: readonly [Socket, Socket]): void {
    inside.unpipe(outside)
    outside.unpipe(inside)
    inside.pause()
    outside.pause()
  }

  /** Every connection is reset, and new ones, too, until `open`. */
  cut(): void {
    this.#state = 'cut'
    for (const [inside, outside] of this.#pairs) {
      inside.resetAndDestroy()
      outside.resetAndDestroy()
    }
  }

  /** Connections stay, but nothing passes, as with a firewall that forgot them. */
  silence(): void {
    this.#state = 'silent'
    for (const pair of this.#pairs) this.#silence(pair)
  }

  /** Lets through again what waited and what comes. */
  open(): void {
    this.#state = 'open'
    for (const [inside, outside] of this.#pairs) {
      inside.pipe(outside)
      outside.pipe(inside)
    }
  }

  close(): void {
    this.cut()
    this.#server.close()
  }
}
