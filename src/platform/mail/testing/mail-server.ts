import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** A mail as the server got it. */
export interface ReceivedMail {
  from: string
  to: string[]
  headers: Record<string, string>
  text: string
}

/** What the server says to a mail: `null` takes it, a status refuses it at that point of the conversation. */
export type MailBehaviour = (to: string) => { at: 'recipient' | 'message'; status: number } | null

export interface MailServer {
  url: string
  received: ReceivedMail[]
  /** Changes what it does from now on. */
  behave(behaviour: MailBehaviour): void
  close(): Promise<void>
}

const refusal = (status: number): Error => Object.assign(new Error('not here'), { responseCode: status })

/** `=C3=A9` and soft line breaks. */
const decodeQuotedPrintable = (body: string): string =>
  Buffer.from(
    body
      .replaceAll(/=\r?\n/g, '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

function decode(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(body) : body
}

function parse(raw: string): Pick<ReceivedMail, 'headers' | 'text'> {
  const end = raw.indexOf('\r\n\r\n')
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )
  const body = decode(raw.slice(end + 4), headers['content-transfer-encoding'])
  return { headers, text: body.replaceAll('\r\n', '\n') }
}

/** A real SMTP server on a free loopback port. With `login` it asks for that user and password. */
export async function startMailServer(login?: { user: string; password: string }): Promise<MailServer> {
  const received: ReceivedMail[] = []
  let behaviour: MailBehaviour = () => null
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', ...(login ? [] : ['AUTH'])],
    authOptional: login === undefined,
    allowInsecureAuth: true,
    logger: false,
    onAuth(auth, _session, done) {
      const fits = auth.username === login?.user && auth.password === login?.password
      if (fits) done(null, { user: auth.username })
      else done(refusal(535))
    },
    onRcptTo({ address }, _session, done) {
      const verdict = behaviour(address)
      done(verdict?.at === 'recipient' ? refusal(verdict.status) : null)
    },
    onData(stream, { envelope }, done) {
      const to = envelope.rcptTo.map(({ address }) => address)
      void text(stream).then((raw) => {
        const verdict = behaviour(to[0] ?? '')
        if (verdict?.at === 'message') return done(refusal(verdict.status))
        received.push({ from: envelope.mailFrom ? envelope.mailFrom.address : '', to, ...parse(raw) })
        done(null)
      })
    },
  })
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  await new Promise<void>((resolve) => listening.once('listening', () => resolve()))
  const { port } = listening.address() as { port: number }
  const credentials = login ? `${login.user}:${login.password}@` : ''
  return {
    url: `smtp://${credentials}127.0.0.1:${port}`,
    received,
    behave(next) {
      behaviour = next
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
