import { describe, expect, test } from 'vitest'
import { digestMail, type Told, toldMail } from './mails.ts'

const site = 'https://fab.example.com'
const told = (members: Partial<Told> = {}): Told => ({
  title: 'Your order shipped',
  message: 'Tracking #1Z',
  projectNo: 'P-20260515-0001',
  url: `${site}/orders/1`,
  ...members,
})

describe('one notice or event', () => {
  test('has its words, its link and the way out', () => {
    expect(toldMail(site, 'Ada', told(), true)).toEqual({
      subject: 'Your order shipped (P-20260515-0001)',
      text:
        'Hello Ada,\n\nTracking #1Z\n\nhttps://fab.example.com/orders/1\n\n' +
        'Choose which mails you get: https://fab.example.com/settings/profile\n',
    })
  })

  test('leaves out what it has not', () => {
    expect(toldMail(site, 'Ada', told({ message: '', projectNo: null, url: null }), false)).toEqual({
      subject: 'Your order shipped',
      text: 'Hello Ada,\n',
    })
  })

  test('a subject is one line, whatever a title holds', () => {
    const { subject } = toldMail(
      site,
      'Ada',
      told({ title: 'A\r\nBcc: x@y.z\u2028B\0', projectNo: 'P\n1' }),
      true,
    )
    expect(subject).toBe('A Bcc: x@y.z B (P 1)')
  })
})

describe('several events', () => {
  test('one is as itself', () => {
    expect(digestMail(site, 'Ada', [told()], 0)).toEqual(toldMail(site, 'Ada', told(), true))
  })

  test('two stand in one mail', () => {
    const { subject, text } = digestMail(site, 'Ada', [told(), told({ title: 'Invoice', url: null })], 0)
    expect(subject).toBe('Your order shipped, and 1 more')
    expect(text).toContain(
      'Your order shipped (P-20260515-0001)\nTracking #1Z\nhttps://fab.example.com/orders/1',
    )
    expect(text).toContain('\n\nInvoice (P-20260515-0001)\nTracking #1Z\n\n')
  })

  test('of those it leaves out it says how many', () => {
    const { subject, text } = digestMail(site, 'Ada', [told(), told()], 40)
    expect(subject).toBe('Your order shipped, and 41 more')
    expect(text).toContain('And 40 more, in your inbox: https://fab.example.com/inbox')
  })

  test('a long message is cut, never within a character', () => {
    const { text } = digestMail(site, 'Ada', [told({ message: `${'x'.repeat(499)}😀tail` }), told()], 0)
    expect(text).toContain(`${'x'.repeat(499)}…`)
    expect(text).not.toContain('tail')
    expect(text.isWellFormed()).toBe(true)
  })
})
