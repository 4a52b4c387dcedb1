import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../../test/harness/app.ts'
import { openShop, type Shop } from '../../../test/harness/shop.ts'
import { listMails } from '../mail/index.ts'
import { type InboxHint, listenInbox } from './index.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop({ start: false })
})
afterAll(() => shop.close())

const notice = (title: string) => ({
  workspaceId: shop.people.owner.workspaceId,
  family: 'message' as const,
  title,
  message: '<b>Please</b>\nanswer',
  projectNo: 'P-20260515-0001',
  url: 'http://localhost:3000/messages',
})

type Tell = Shop['app']['services']['notices']
const tellStaff = (options: Parameters<Tell['tellStaff']>[1]) =>
  shop.app.db.transaction((tx) => shop.app.services.notices.tellStaff(tx, options))
const tellUser = (options: Parameters<Tell['tellUser']>[1]) =>
  shop.app.db.transaction((tx) => shop.app.services.notices.tellUser(tx, options))

const titlesOf = async ({ credential }: Person) =>
  (await shop.call('GET', '/inbox', credential)).body.data.map((item: { title: string }) => item.title)

const mailed = async (title: string) => {
  const { db, services } = shop.app
  const mails = await listMails(db, services.parts.masterKey, new Date())
  return mails.filter(({ subject }) => subject.startsWith(title))
}

const mute = (person: Person, family: string) =>
  shop.call('PUT', '/account/notifications', person.credential, { mail: { [family]: false } })

const staffOf = ({ people }: Shop) => [people.owner, people.admin, people.manager, people.staff]

describe('staff', () => {
  test('all members are told in their inbox and by mail; customers and other shops are not', async () => {
    await tellStaff(notice('To all'))
    for (const person of staffOf(shop)) expect(await titlesOf(person)).toContain('To all')
    for (const person of [shop.people.customer, shop.elsewhere])
      expect(await titlesOf(person)).not.toContain('To all')
    const mails = await mailed('To all')
    expect(mails.map(({ to }) => to).sort()).toEqual(
      staffOf(shop)
        .map(({ email }) => email)
        .sort(),
    )
    expect(mails[0]).toMatchObject({ kind: 'notice.message', subject: 'To all (P-20260515-0001)' })
    expect(mails[0]?.text).toMatch(/^Hello Person \d+,\n\n<b>Please<\/b>\nanswer\n\nhttp:\/\/localhost/)
    expect(mails[0]?.text).toContain('http://localhost:3000/settings/profile')
  })

  test('those with the roles alone', async () => {
    await tellStaff({ ...notice('To some'), roles: ['owner', 'admin'] })
    const told = await Promise.all(staffOf(shop).map(titlesOf))
    expect(told.map((titles) => titles.includes('To some'))).toEqual([true, true, false, false])
    expect(await mailed('To some')).toHaveLength(2)
  })

  test('who has lost the role or the account is told nothing', async () => {
    const lost = await shop.app.member(shop.people.owner, 'staff')
    const disabled = await shop.app.member(shop.people.owner, 'staff')
    await shop.setRole(lost, 'owner ')
    await shop.app.db.run({
      text: 'UPDATE users SET disabled_at = now() WHERE id = $1',
      values: [disabled.userId],
    })
    await tellStaff(notice('After that'))
    expect((await mailed('After that')).map(({ to }) => to)).not.toEqual(
      expect.arrayContaining([lost.email, disabled.email]),
    )
    expect(await mailed('After that')).toHaveLength(4)
  })
})

describe('one person', () => {
  test('a customer, who has muted the family: in the inbox, not by mail', async () => {
    const anna = await shop.app.customer('north')
    await mute(anna, 'message')
    await tellUser({ ...notice('Quietly'), userId: anna.userId })
    expect(await titlesOf(anna)).toEqual(['Quietly'])
    expect(await mailed('Quietly')).toEqual([])
    await tellUser({ ...notice('Aloud'), family: 'order', userId: anna.userId })
    expect(await mailed('Aloud')).toHaveLength(1)
  })

  test('of security and webhooks there is always a mail', async () => {
    const anna = await shop.app.customer('north')
    await shop.app.db.run({
      text: `UPDATE users SET muted_mail = '{security,webhook}' WHERE id = $1`,
      values: [anna.userId],
    })
    for (const family of ['security', 'webhook'] as const)
      await tellUser({ ...notice('Loud'), family, userId: anna.userId })
    const mails = await mailed('Loud')
    expect(mails).toHaveLength(2)
    expect(mails[0]?.text).not.toContain('settings/profile')
  })

  test('somebody of another shop, or nobody: nothing', async () => {
    for (const userId of [shop.elsewhere.userId, 987_654]) await tellUser({ ...notice('Nobody'), userId })
    expect(await mailed('Nobody')).toEqual([])
    expect(await titlesOf(shop.elsewhere)).not.toContain('Nobody')
  })

  test('a title with a line break is one line of a mail', async () => {
    const { customer } = shop.people
    await tellUser({ ...notice('Line\r\nBcc: everybody@example.com'), userId: customer.userId })
    expect((await mailed('Line'))[0]?.subject).toBe('Line Bcc: everybody@example.com (P-20260515-0001)')
  })
})

test('what is rolled back was never told', async () => {
  const failed = shop.app.db.transaction(async (tx) => {
    await shop.app.services.notices.tellStaff(tx, notice('Never'))
    throw new Error('failed later')
  })
  await expect(failed).rejects.toThrow('failed later')
  expect(await titlesOf(shop.people.owner)).not.toContain('Never')
  expect(await mailed('Never')).toEqual([])
})

test('twenty at once: each is told of each, none is lost', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => tellStaff(notice(`At once ${n}`))))
  for (const person of staffOf(shop))
    expect((await titlesOf(person)).filter((title: string) => title.startsWith('At once'))).toHaveLength(20)
})

test('members who leave at that moment are told or not, and nothing fails', async () => {
  const { owner } = shop.people
  const leavers = await Promise.all(Array.from({ length: 5 }, () => shop.app.member(owner, 'staff')))
  const removals = leavers.map(({ userId }) =>
    shop.call('DELETE', `/workspace/members/${userId}`, owner.credential),
  )
  const tellings = Array.from({ length: 10 }, (_, n) => tellStaff(notice(`Leaving ${n}`)))
  const replies = await Promise.all(removals)
  await Promise.all(tellings)
  expect(replies.map(({ status }) => status)).toEqual(Array(5).fill(204))
  expect((await titlesOf(owner)).filter((title: string) => title.startsWith('Leaving'))).toHaveLength(10)
})

test('every node hears whose inbox has changed, by a notice or by reading', async () => {
  const { customer } = shop.people
  const heard: InboxHint[] = []
  let next = () => {}
  const stop = await listenInbox(shop.app.db, (hint) => {
    heard.push(hint)
    next()
  })
  const hint = () =>
    new Promise<void>((resolve) => {
      next = resolve
    })
  for (const act of [
    () => tellUser({ ...notice('Heard'), userId: customer.userId }),
    () => shop.call('POST', '/inbox/read-all', customer.credential),
  ]) {
    heard.length = 0
    const coming = hint()
    await act()
    await coming
    expect(heard).toContainEqual({ workspaceId: customer.workspaceId, userIds: [customer.userId] })
  }
  await stop()
})

test('the inbox goes with the membership', async () => {
  const leaver = await shop.app.member(shop.people.owner, 'staff')
  await tellStaff(notice('Before leaving'))
  const { owner } = shop.people
  await shop.call('DELETE', `/workspace/members/${leaver.userId}`, owner.credential)
  const left = await shop.app.db.rows({
    text: 'SELECT id FROM inbox_items WHERE user_id = $1',
    values: [leaver.userId],
  })
  expect(left).toEqual([])
})
