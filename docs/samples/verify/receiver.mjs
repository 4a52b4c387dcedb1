import { createServer } from 'node:http'
import { verifyStandard } from './verify.mjs'

createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const rawBody = Buffer.concat(chunks)
  if (!verifyStandard(rawBody, request.headers, [process.env.WEBHOOK_SECRET])) {
    return response.writeHead(401).end()
  }
  response.writeHead(204).end()
  console.log(JSON.parse(rawBody)) // answer first, work later: put it into a queue
}).listen(8080)
