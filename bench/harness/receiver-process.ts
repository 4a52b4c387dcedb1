import { createServer, type Socket } from 'node:net'

/**
 * The cheapest honest receiver: reads each request to its end by Content-Length and answers 200. Runs in a process of
 * its own, so that the sender is not measured together with it; tells its parent how many it answered when asked.
 * Requests to `/hang` are answered after 10 s, or when the parent says so; with FABWIRE_BENCH_ARRIVALS it remembers
 * when each event arrived.
 */
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const hangStart = 'POST /hang'
const endOfHeaders = Buffer.from('\r\n\r\n')
const hangMs = 10_000
const notesArrivals = process.env.FABWIRE_BENCH_ARRIVALS !== undefined
let answered = 0
/** Event id and nanoseconds of the monotonic clock, which all processes of a machine share. */
let arrivals: [number, string][] = []
const hanging = new Map<Socket, NodeJS.Timeout>()

function release(socket: Socket): void {
  clearTimeout(hanging.get(socket))
  hanging.delete(socket)
  if (socket.writable) socket.write(answer)
}

function note(head: string): void {
  const id = /\r\nx-fabdigit-event-id: *(\d+)/i.exec(head)?.[1]
  if (id !== undefined) arrivals.push([Number(id), String(process.hrtime.bigint())])
}

function bytesOfNext(buffer: Buffer): number | undefined {
  const end = buffer.indexOf(endOfHeaders)
  if (end === -1) return undefined
  const match = /\r\ncontent-length: *(\d+)/i.exec(buffer.toString('latin1', 0, end))
  const total = end + endOfHeaders.length + Number(match?.[1] ?? 0)
  return buffer.length >= total ? total : undefined
}

function serve(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let answers = ''
    for (let bytes = bytesOfNext(rest); bytes !== undefined; bytes = bytesOfNext(rest)) {
      if (notesArrivals) note(rest.toString('latin1', 0, bytes))
      const hangs = rest.toString('latin1', 0, hangStart.length) === hangStart
      rest = rest.subarray(bytes)
      if (hangs) {
        hanging.set(socket, setTimeout(release, hangMs, socket))
        continue
      }
      answered++
      answers += answer
    }
    if (answers !== '') socket.write(answers)
  })
}

const server = createServer(serve)
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }))
process.on('message', (question) => {
  if (question === 'release') for (const socket of hanging.keys()) release(socket)
  else if (question === 'arrivals') process.send?.({ arrivals })
  else process.send?.({ answered })
  if (question === 'arrivals') arrivals = []
})
process.on('disconnect', () => process.exit(0))
