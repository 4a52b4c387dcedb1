import { beforeAll, expect, test } from 'vitest'
import { binaryStl, box } from '../../src/domain/geometry/testing/meshes.ts'
import { axe, none } from './harness/browser.ts'
import { password, type SignedUp, signUp } from './harness/people.ts'
import { type OpenShop, openShop } from './harness/shop.ts'
import type { RunningSite } from './harness/site.ts'
import { expectGood, go, heading, press } from './harness/steps.ts'

let site: RunningSite
let owner: SignedUp
let customer: SignedUp
let person: OpenShop['person']

beforeAll(async () => {
  const shop = await openShop()
  ;({ site, owner, customer, person } = shop)
  return () => shop.close()
})

test('a quality report: raised, started, resolved, reopened; the customer reads what is theirs', async () => {
  const project = await customer.api<{ id: string }>('POST', '/projects', { name: 'Anchor brackets' })
  const shop = await person(owner.email, '/quality')
  await shop.page.getByRole('heading', { name: 'No quality reports yet' }).waitFor()
  await expectGood(shop.page)

  const raise = async (description: string, internal: boolean) => {
    await shop.page.goto(`${site.origin}/projects/${project.id}`)
    await press(shop.page, 'Raise a quality report')
    await shop.page.getByLabel('Severity').selectOption('major')
    await shop.page.getByLabel('Pieces affected').fill('3')
    await shop.page.getByLabel('What is wrong').fill(description)
    const dialog = shop.page.getByRole('dialog')
    if (internal) await dialog.getByLabel(/^Internal/).check()
    expect(await axe(shop.page)).toEqual([])
    await press(shop.page, 'Raise')
    await heading(shop.page, /^Report N-/)
  }
  await raise('Our own saw was blunt', true)
  await shop.page.getByText('internal: the customer does not see it').waitFor()
  await press(shop.page, 'Void the report')
  await press(shop.page, 'Void')
  await shop.page.getByText('The report is void').waitFor()

  await raise('Holes are too wide', false)
  await shop.page.getByLabel('Disposition').selectOption({ label: 'Scrap' })
  await expectGood(shop.page)
  await press(shop.page, 'Start')
  await shop.page.getByLabel('Root cause').fill('Worn drill')
  await shop.page.getByLabel('Resolution').fill('Made anew')
  await expectGood(shop.page)
  await press(shop.page, 'Resolve')
  await shop.page.getByText('Made anew').waitFor()
  const address = shop.page.url()
  await press(shop.page, 'Reopen')
  await shop.page.getByRole('button', { name: 'Resolve' }).waitFor()
  await expect.poll(() => shop.page.getByText('Made anew').count()).toBe(0)
  await go(shop.page, 'Quality')
  await shop.page.getByText('internal', { exact: true }).waitFor()
  await expectGood(shop.page)

  const reader = await person(customer.email, '/quality')
  await reader.page.getByRole('link', { name: /^N-/ }).click()
  await heading(reader.page, /^Report N-/)
  expect(reader.page.url()).toBe(address)
  await reader.page.getByText('Holes are too wide').waitFor()
  expect(await reader.page.getByRole('button', { name: 'Resolve' }).count()).toBe(0)
  await expectGood(reader.page)
  expect(shop.misdeeds).toEqual(none)
  expect(reader.misdeeds).toEqual(none)
})

test('the general thread: a customer asks, the shop chooses the customer and answers', async () => {
  const asking = await person(customer.email, '/messages')
  await asking.page.getByLabel('Write a message').fill('Are you open in August?')
  expect(await asking.page.getByLabel(/^Internal/).count()).toBe(0)
  await press(asking.page, 'Send')
  await asking.page.getByText('Are you open in August?').waitFor()
  await expectGood(asking.page)

  const shop = await person(owner.email, '/messages')
  await shop.page.getByLabel('Customer').selectOption({ label: 'carl (carl@example.com)' })
  await shop.page.getByText('Are you open in August?', { exact: true }).waitFor()
  expect(new URL(shop.page.url()).search).toBe(`?customer_id=${customer.id}`)
  await shop.page.getByLabel('Write a message').fill('All of it')
  await press(shop.page, 'Send')
  await shop.page.getByText('All of it', { exact: true }).waitFor()
  await expectGood(shop.page)

  await asking.page.reload()
  await asking.page.getByText('All of it').waitFor()
  expect(asking.misdeeds).toEqual(none)
  expect(shop.misdeeds).toEqual(none)
})

test('of what mail comes is chosen in the profile, and stays chosen', async () => {
  const { page, misdeeds } = await person(customer.email, '/settings/profile')
  await page.getByLabel('Quality reports').uncheck()
  await press(page, 'Save notifications')
  await page.getByText('Notifications saved').waitFor()
  await expectGood(page)
  await page.reload()
  await page.getByLabel('Quotes').waitFor()
  await expect.poll(() => page.getByLabel('Quality reports').isChecked()).toBe(false)
  await expect.poll(() => page.getByLabel('Quotes').isChecked()).toBe(true)
  await expect.poll(() => page.getByLabel(/^Security/).isDisabled()).toBe(true)
  expect(misdeeds).toEqual(none)
})

test('who deletes the account gives the password, and is signed out for good', async () => {
  const leaver = await signUp(site.origin, 'lena@example.com')
  const { page, misdeeds } = await person(leaver.email, '/settings/security')
  await heading(page, 'Security')
  await expectGood(page)
  await press(page, 'Delete account')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Your password').fill('wrong horse')
  expect(await axe(page)).toEqual([])
  await press(page, 'Delete for good')
  await dialog.getByRole('alert').waitFor()
  await dialog.getByLabel('Your password').fill(password)
  await press(page, 'Delete for good')
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await page.goto(`${site.origin}/settings/profile`)
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  // The browser itself logs that the wrong password was refused.
  expect(misdeeds.console.filter((line) => !line.includes('/api/account'))).toEqual([])
})

test('customers: invited with a link, imported from a file, given terms, suspended and let in again', async () => {
  const { page, misdeeds } = await person(owner.email, '/customers')
  await page.getByRole('cell', { name: /carl@example\.com/ }).waitFor()
  await expectGood(page)

  await press(page, 'Invite a customer')
  await page.getByLabel('Name', { exact: true }).fill('Ida Invited')
  await page.getByLabel('Email').fill('ida@example.com')
  expect(await axe(page)).toEqual([])
  await press(page, 'Invite')
  await page.getByRole('status').filter({ hasText: '/invitations/' }).waitFor()
  await page.getByRole('button', { name: 'Copy the link' }).waitFor()
  expect(await axe(page)).toEqual([])
  await press(page, 'Done')
  expect(await page.content()).not.toContain('/invitations/')

  await press(page, 'Import a CSV file')
  const send = async (csv: string) => {
    const file = { name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }
    await page.getByLabel('CSV file').setInputFiles(file)
    await press(page, 'Import')
  }
  await send('email,name\nnot an address,Anna\n')
  await page.getByRole('alert').getByText('line 2: email').waitFor()
  expect(await axe(page)).toEqual([])
  await send('email,name,company\nanna@example.com,Anna,Anvil\ncarl@example.com,Carl,\n')
  await page.getByText('1 customer is invited').waitFor()
  await page.getByText('Line 3: carl@example.com').waitFor()
  await press(page, 'Done')

  await press(page, 'Terms of carl')
  await page.getByLabel('Company').fill('Anvil works')
  await page.getByLabel('Currency').selectOption('EUR')
  await page.getByLabel('Payment terms in days').fill('14')
  expect(await axe(page)).toEqual([])
  await press(page, 'Save terms')
  await page.getByRole('cell', { name: 'EUR, 14 days' }).waitFor()

  await press(page, 'Suspend carl')
  await press(page, 'Suspend now')
  await page.getByText('suspended', { exact: true }).waitFor()
  await expectGood(page)
  await press(page, 'Resume carl')
  await press(page, 'Let in again')
  await page.getByRole('button', { name: 'Suspend carl' }).waitFor()
  // The browser itself logs the refusal of the file.
  expect(misdeeds.console.filter((line) => !line.includes('/customers/import'))).toEqual([])
})

test('a manager may invite customers, and reads why not to suspend them', async () => {
  const manager = await signUp(site.origin, 'mona@example.com')
  await site.db.run({
    text: `UPDATE user_organizations SET role = 'manager' WHERE user_id = $1`,
    values: [manager.id],
  })
  const { page } = await person(manager.email, '/customers')
  const suspend = page.getByRole('button', { name: 'Suspend carl' })
  await suspend.waitFor()
  await expect.poll(() => suspend.isDisabled()).toBe(true)
  await expect.poll(() => suspend.getAttribute('title')).toBe('Administrators and owners change customers')
  await expect.poll(() => page.getByRole('button', { name: 'Invite a customer' }).isEnabled()).toBe(true)
  await expectGood(page)
})

test('the audit log says who changed what, and is for administrators', async () => {
  await owner.api('PATCH', '/workspace', { name: 'Southwind Fab' })
  const { page, misdeeds } = await person(owner.email, '/settings/audit')
  await page.getByText('Northwind Fab → Southwind Fab').waitFor()
  await expectGood(page)
  await page.getByLabel('Action').fill('workspace.update')
  await page.getByLabel('Actor').fill(`user:${owner.id}`)
  await page.getByLabel('From').fill('2001-02-03')
  await press(page, 'Filter')
  await page.waitForURL(/action=workspace\.update/)
  await page.getByText('Northwind Fab → Southwind Fab').waitFor()
  await expect.poll(() => page.getByText('customer.', { exact: false }).count()).toBe(0)
  const csv = await page.getByRole('link', { name: 'Download as CSV' }).getAttribute('href')
  const reply = await page.request.get(`${site.origin}${csv}`)
  expect(reply.headers()['content-type']).toMatch(/^text\/csv/)
  expect(await reply.text()).toContain('Southwind Fab')
  await page.getByLabel('To', { exact: true }).fill('2001-02-04')
  await press(page, 'Filter')
  await page.getByText('Nothing fits this filter.').waitFor()
  await expectGood(page)
  await press(page, 'Show all')
  await page.getByText('Northwind Fab → Southwind Fab').waitFor()
  expect(misdeeds).toEqual(none)

  const reader = await person(customer.email, '/settings/audit')
  await reader.page.getByText('For administrators').waitFor()
  await expectGood(reader.page)
  expect(reader.misdeeds).toEqual(none)
})

test('CAD Cloud: folders, an upload with its unit, a second version, a move; the shop reads', async () => {
  const { page, misdeeds } = await person(customer.email, '/cad')
  await page.getByRole('heading', { name: 'Nothing in here yet' }).waitFor()
  await expectGood(page)
  await press(page, 'New folder')
  await page.getByLabel('Name', { exact: true }).fill('Brackets')
  expect(await axe(page)).toEqual([])
  await press(page, 'Create folder')
  await page.getByRole('link', { name: 'Brackets' }).waitFor()

  const upload = (z: number) =>
    page.getByLabel('Files to upload').setInputFiles({
      name: 'box.stl',
      mimeType: 'model/stl',
      buffer: Buffer.from(binaryStl(box(20, 30, z))),
    })
  await upload(40)
  await page.getByText('Say its unit to measure it').waitFor()
  await press(page, 'Change box.stl')
  await page.getByLabel('Unit', { exact: true }).selectOption({ label: 'Millimetres' })
  await page.getByLabel('In folder').selectOption({ label: 'Brackets' })
  expect(await axe(page)).toEqual([])
  await press(page, 'Save file')
  await page.getByText('File changed').waitFor()
  await page.getByRole('link', { name: 'Brackets' }).click()
  await page.getByText('20 × 30 × 40 mm, 24 cm³').waitFor()
  await upload(50)
  await page.getByText('20 × 30 × 50 mm, 30 cm³').waitFor()
  await page.getByText('Version 2').waitFor()
  await expectGood(page)
  await press(page, 'Details of box.stl')
  const first = page.getByRole('link', { name: 'Version 1' })
  await first.waitFor()
  expect(await axe(page)).toEqual([])
  const content = await page.request.get(`${site.origin}${await first.getAttribute('href')}`)
  expect((await content.body()).equals(Buffer.from(binaryStl(box(20, 30, 40))))).toBe(true)
  await press(page, 'Close')

  const shop = await person(owner.email, '/cad')
  await shop.page.getByLabel('Customer').selectOption(String(customer.id))
  await shop.page.getByRole('link', { name: 'Brackets' }).click()
  await shop.page.getByRole('link', { name: 'box.stl' }).waitFor()
  expect(await shop.page.getByRole('button', { name: 'Delete box.stl' }).count()).toBe(0)
  await expectGood(shop.page)

  await press(page, 'Delete box.stl')
  await press(page, 'Delete file')
  await page.getByRole('heading', { name: 'Nothing in here yet' }).waitFor()
  await page.getByRole('navigation', { name: 'Folder' }).getByRole('link', { name: 'Library' }).click()
  await page.getByRole('link', { name: 'Brackets' }).waitFor()
  expect(misdeeds).toEqual(none)
  expect(shop.misdeeds).toEqual(none)
})

test('the events: found by a word, unfolded with schema and example, and on to the guide', async () => {
  const { page, misdeeds } = await person(customer.email, '/developers/events')
  await page.getByRole('heading', { level: 2, name: 'Orders' }).waitFor()
  await page.getByLabel('Find an event').fill('overdue')
  await page.getByRole('heading', { level: 2, name: 'Orders' }).waitFor({ state: 'detached' })
  await page.getByText('invoice.overdue', { exact: true }).click()
  await page.getByRole('region', { name: 'JSON Schema of invoice.overdue' }).waitFor()
  await page.getByRole('region', { name: 'Send a test of invoice.overdue' }).waitFor()
  await expectGood(page)
  await page.getByRole('link', { name: 'invoice.overdue in the guide' }).click()
  await heading(page, 'invoice.overdue')
  expect(misdeeds).toEqual(none)
})
