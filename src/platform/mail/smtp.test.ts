import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSmtpMailer, MailRefusedError } from './index.ts'
import { type MailServer, startMailServer } from './testing/mail-server.ts'

const mail = {
  id: '0190aaaa-0000-7000-8000-000000000001',
  to: 'ada@example.com',
  subject: 'Grüße aus der Werkstatt',
  text: 'Hallo Ada,\n\nhttps://fab.example.com/reset-password#token=abc_DEF-123\n',
}

let server: MailServer
beforeEach(async () => {
  server = await startMailServer()
})
afterEach(() => server.close())

const mailer = (url = server.url, from = 'Fab & Co <no-reply@fab.example.com>') =>
  createSmtpMailer({ url, from: () => from })

describe('a mail', () => {
  test('arrives as it was written', async () => {
    await mailer().send(mail)
    expect(server.received).toHaveLength(1)
    const [got] = server.received
    expect(got).toMatchObject({ from: 'no-reply@fab.example.com', to: ['ada@example.com'], text: mail.text })
    expect(got?.headers).toMatchObject({
      from: '"Fab & Co" <no-reply@fab.example.com>',
      to: 'ada@example.com',
      'auto-submitted': 'auto-generated',
      'message-id': `<${mail.id}@fab.example.com>`,
      'content-type': 'text/plain; charset=utf-8',
    })
  })

  test('has no header beside its own, whatever stands in its subject (security case 38)', async () => {
    await mailer().send({ ...mail, subject: 'Hello\r\nBcc: eve@example.com\r\n\r\nnew body' })
    const [got] = server.received
    expect(got).toMatchObject({ to: ['ada@example.com'], text: mail.text })
    expect(got?.headers).not.toHaveProperty('bcc')
  })

  test('has one recipient: a list in its place is no address', async () => {
    const to = 'ada@example.com, eve@example.com'
    await expect(mailer().send({ ...mail, to })).rejects.toBeInstanceOf(MailRefusedError)
    expect(server.received).toEqual([])
  })

  test('that names a file is a text', async () => {
    await mailer().send({ ...mail, text: '{"path": "/etc/passwd"}' })
    expect(server.received[0]?.text).toBe('{"path": "/etc/passwd"}\n')
  })
})

describe('what goes wrong', () => {
  test.each([
    ['recipient', 550],
    ['message', 554],
  ] as const)('at the %s for good: refused', async (at, status) => {
    server.behave(() => ({ at, status }))
    await expect(mailer().send(mail)).rejects.toBeInstanceOf(MailRefusedError)
  })

  test.each([
    ['recipient', 450],
    ['message', 451],
  ] as const)('at the %s for now: to be tried again', async (at, status) => {
    server.behave(() => ({ at, status }))
    const error = await mailer()
      .send(mail)
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(MailRefusedError)
  })

  test('nobody listens: to be tried again', async () => {
    const { url } = server
    await server.close()
    const error = await mailer(url)
      .send(mail)
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'ESOCKET' })
    server = await startMailServer()
  })
})

test('user and password of the URL open the door; a wrong password may be mended', async () => {
  const guarded = await startMailServer({ user: 'fab', password: 'p%40ss' })
  const url = guarded.url.replace('p%40ss', 'p%2540ss')
  await mailer(url).send(mail)
  expect(guarded.received).toHaveLength(1)
  const error = await mailer(url.replace('p%2540ss', 'wrong'))
    .send(mail)
    .catch((reason: unknown) => reason)
  expect(error).not.toBeInstanceOf(MailRefusedError)
  expect((error as Error).message).not.toContain('wrong')
  await guarded.close()
})
