import { createServer, type Socket } from 'node:net'

/**
 * The cheapest honest receiver: reads each request to its end by Content-Length and answers 200. Runs in a process of
 * its own, so that the sender is not measured together with it; tells its parent how many it answered when asked.
 */
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const endOfHeaders = Buffer.from('\r\n\r\n')
let answered = 0

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
      rest = rest.subarray(bytes)
      answered++
      answers += answer
    }
    if (answers !== '') socket.write(answers)
  })
}

const server = createServer(serve)
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }))
process.on('message', () => process.send?.({ answered }))
process.on('disconnect', () => process.exit(0))
