import { beforeAll, expect, test } from 'vitest'
import { makeStepPart } from '../../src/cli/demo/step-part.ts'
import { axe, none, overflow } from './harness/browser.ts'
import type { SignedUp } from './harness/people.ts'
import { type OpenShop, openShop } from './harness/shop.ts'
import type { RunningSite } from './harness/site.ts'
import { expectGood, heading, press } from './harness/steps.ts'

let site: RunningSite
let customer: SignedUp
let person: OpenShop['person']

beforeAll(async () => {
  const shop = await openShop()
  ;({ site, customer, person } = shop)
  return () => shop.close()
})

/** Somebody at a browser of their own, signed in, at a page. */
const step = makeStepPart({
  ...{ widthMm: 60, depthMm: 40, heightMm: 8, holeDiameterMm: 10 },
  name: 'Anchor bracket',
  now: new Date('2026-05-15T11:00:00Z'),
})
const part = (name: string) => ({ name, mimeType: 'model/step', buffer: Buffer.from(step) })

test('a new customer drops a part: a project of its name; a refused file keeps no other from arriving', async () => {
  const { page, misdeeds } = await person(customer.email, '/projects')
  await page.getByRole('heading', { name: 'No projects yet: begin with a part' }).waitFor()
  await expectGood(page)
  await page.goto(`${site.origin}/home`)
  await heading(page, 'Your work')
  await page.getByRole('heading', { name: 'No projects yet: begin with a part' }).waitFor()
  await expectGood(page)
  await page.getByLabel('Files to upload').setInputFiles([part('anchor_bracket.step')])
  await heading(page, 'anchor bracket')
  await page.getByText('60 × 40 × 8 mm').waitFor()

  await page
    .getByLabel('Files to upload')
    .setInputFiles([part(`${'x'.repeat(300)}.step`), part('plate.step')])
  await page.getByRole('link', { name: 'plate.step' }).waitFor()
  await page.getByRole('alert').filter({ hasText: 'must have a name of at most 255 characters' }).waitFor()
  await expectGood(page)
  await press(page, 'Clear this list')

  await press(page, 'Delete plate.step')
  await page.getByText('It is gone for good').waitFor()
  expect(await axe(page)).toEqual([])
  await press(page, 'Delete file')
  await page.getByRole('link', { name: 'plate.step' }).waitFor({ state: 'hidden' })

  await press(page, 'Edit project')
  await page.getByLabel('Description').fill('For the test stand.')
  expect(await axe(page)).toEqual([])
  await press(page, 'Save project')
  await page.getByText('For the test stand.').waitFor()
  // A browser says of every refused call that it was refused.
  expect({ ...misdeeds, console: misdeeds.console.filter((said) => !said.includes(' 400 ')) }).toEqual(none)
})

test('an upload under way is broken off: nothing of it is left, and it can be tried again', async () => {
  const project = await customer.api<{ id: string }>('POST', '/projects', { name: 'Broken off' })
  const files = async () =>
    (await customer.api<{ data: { name: string }[] }>('GET', `/projects/${project.id}/files`)).data.map(
      ({ name }) => name,
    )
  const { page, misdeeds } = await person(customer.email, `/projects/${project.id}`)
  const line = await page.context().newCDPSession(page)
  const narrow = (uploadThroughput: number) =>
    line.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, downloadThroughput: -1 },
      uploadThroughput,
    })
  await line.send('Network.enable')
  await narrow(64 * 1024)
  const drawing = {
    name: 'drawing.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.alloc(4 * 1024 * 1024, '%PDF-1.7\n'),
  }
  await page.getByLabel('Files to upload').setInputFiles([drawing])
  await page.getByRole('progressbar', { name: 'Upload of drawing.pdf' }).waitFor()
  await expectGood(page)
  await press(page, 'Cancel drawing.pdf')
  await page.getByText('Cancelled', { exact: true }).waitFor()
  expect(await files()).toEqual([])
  await narrow(-1)
  await press(page, 'Try drawing.pdf again')
  await page.getByRole('link', { name: 'drawing.pdf' }).waitFor()
  expect(await files()).toEqual(['drawing.pdf'])
  expect(misdeeds).toEqual(none)
})

test('a request for two parts stays typed through a reload, and its story is told', async () => {
  const project = await customer.api<{ id: string }>('POST', '/projects', { name: 'Test stand' })
  const { page, misdeeds } = await person(customer.email, `/projects/${project.id}`)
  await heading(page, 'Test stand')
  await press(page, 'Ask for a quote')
  await page.getByLabel('Files for the request').setInputFiles([part('base_plate.step')])
  await expect.poll(() => page.getByLabel('Part', { exact: true }).inputValue()).toBe('base plate')
  await page.getByLabel('Process').fill('CNC milling')
  await page.getByLabel('Material').fill('EN AW-6082')
  await page.getByLabel('Quantities').fill('10, 50')
  await press(page, 'Add another')
  expect(await axe(page)).toEqual([])
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await overflow(page)).toBe(0)
  await page.setViewportSize({ width: 1280, height: 720 })

  await page.reload()
  await heading(page, 'Test stand')
  await press(page, 'Ask for a quote')
  const second = page.getByRole('group', { name: 'Part 2' })
  await expect.poll(() => second.getByLabel('Process').inputValue()).toBe('CNC milling')
  await second.getByLabel('Part', { exact: true }).fill('Cover')
  await second.getByLabel('Quantities').fill('ten')
  await press(page, 'Send request')
  await second.getByText(/number/).waitFor()
  await second.getByLabel('Quantities').fill('20')
  await press(page, 'Send request')
  await page.getByRole('heading', { level: 1, name: /^Quote Q-/ }).waitFor()
  await page.goBack()
  await heading(page, 'Test stand')
  await page.getByRole('link', { name: /^Quote Q-.* asked for$/ }).waitFor()
  await expectGood(page)
  await press(page, 'Ask for a quote')
  await expect.poll(() => page.getByLabel('Part', { exact: true }).inputValue()).toBe('')
  expect({ ...misdeeds, console: misdeeds.console.filter((said) => !said.includes(' 400 ')) }).toEqual(none)
})

test('a message with a file; the shop sees who waits for an answer, and reading it counts', async () => {
  const project = await customer.api<{ id: string }>('POST', '/projects', { name: 'Flange' })
  const { page, misdeeds } = await person(customer.email, `/projects/${project.id}`)
  await heading(page, 'Flange')
  await press(page, 'Attach files')
  await page.getByLabel('Files for the message').setInputFiles([part('flange.step')])
  await page.getByRole('button', { name: 'Attached: 1' }).waitFor()
  await page.getByLabel('Write a message').fill('Can you make this?')
  await expectGood(page)
  await press(page, 'Send')
  const attachments = page.getByRole('list', { name: 'Attachments' })
  await attachments.getByRole('link', { name: /flange\.step/ }).waitFor()
  await customer.api('POST', '/messages', { body: 'Are you open on Monday?' })
  expect(misdeeds).toEqual(none)

  const shop = await person('olga@example.com', '/messages')
  const threads = shop.page.getByRole('region', { name: 'Threads' })
  await threads.getByRole('link', { name: /Flange.*1 unread.*waits for an answer/ }).waitFor()
  await expectGood(shop.page)
  await threads.getByRole('link', { name: /Are you open on Monday/ }).click()
  await shop.page.getByRole('heading', { name: 'With the customer' }).waitFor()
  await threads.getByRole('link', { name: /^(?!.*unread).*Are you open on Monday/ }).waitFor()
  await expectGood(shop.page)
  await threads.getByRole('link', { name: /Can you make this/ }).click()
  await heading(shop.page, 'Flange')
  await shop.page.getByText('carl').first().waitFor()
  await shop.page.getByLabel('Write a message').fill('Yes.')
  await press(shop.page, 'Send')
  await shop.page.getByText('Yes.', { exact: true }).waitFor()
  await shop.page.goBack()
  await threads.getByRole('link', { name: /Flange/ }).waitFor()
  await expect.poll(() => threads.getByText('unread').count()).toBe(0)
  expect(shop.misdeeds).toEqual(none)
})
