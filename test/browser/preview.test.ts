import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { makeStepPart } from '../../src/cli/demo/step-part.ts'
import { binaryStl, box } from '../../src/domain/geometry/testing/meshes.ts'
import { axe, none, overflow } from './harness/browser.ts'
import { coloursIn } from './harness/pictures.ts'
import { type OpenShop, openShop } from './harness/shop.ts'
import { press } from './harness/steps.ts'
import { enter } from './harness/visitors.ts'

let shop: OpenShop
let projectPath: string

beforeAll(async () => {
  shop = await openShop()
  const project = await shop.customer.api<{ id: string }>('POST', '/projects', { name: 'Anchor brackets' })
  projectPath = `/projects/${project.id}`
  return () => shop.close()
})

/** The customer at the project's page, in a browser of their own. */
async function customer(before: (page: Page) => Promise<unknown> = async () => {}) {
  const { page, misdeeds } = await shop.visit()
  await before(page)
  await enter(page, shop.site.origin, shop.customer.email, projectPath)
  await page.getByRole('heading', { level: 1, name: 'Anchor brackets' }).waitFor()
  return { page, misdeeds }
}

const upload = (page: Page, name: string, bytes: Uint8Array) =>
  page
    .getByLabel('Files to upload')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) })

const step = makeStepPart({
  ...{ widthMm: 60, depthMm: 40, heightMm: 8, holeDiameterMm: 10 },
  name: 'Anchor bracket',
  now: new Date('2026-05-15T11:00:00Z'),
})

const stage = (page: Page, name: string) => page.getByRole('application', { name: `3-D view of ${name}` })

/** A picture of the view, once it is drawn. */
async function picture(page: Page, name: string): Promise<Buffer> {
  const view = stage(page, name)
  await view.waitFor()
  let shot: Buffer = await view.screenshot()
  while (coloursIn(shot) <= 8) shot = await view.screenshot()
  return shot
}

/** The view once it is another than before. */
const changed = (page: Page, name: string, before: Buffer) =>
  expect.poll(async () => (await stage(page, name).screenshot()).equals(before)).toBe(false)

test('a part is looked at: an STL as it is, a STEP by the copy of the server', async () => {
  const { page, misdeeds } = await customer()
  await upload(page, 'cube.stl', binaryStl(box(20, 30, 40)))
  await press(page, 'Millimetres: cube.stl')
  await page.getByText('20 × 30 × 40 mm, 24 cm³').waitFor()
  await press(page, 'View cube.stl')
  const first = await picture(page, 'cube.stl')
  expect(await axe(page)).toEqual([])
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await overflow(page)).toBe(0)
  await page.setViewportSize({ width: 1280, height: 900 })

  await press(page, 'Isometric')
  const home = await picture(page, 'cube.stl')
  await stage(page, 'cube.stl').press('ArrowLeft')
  await changed(page, 'cube.stl', home)
  const turnedAway = await stage(page, 'cube.stl').screenshot()
  await stage(page, 'cube.stl').press('+')
  await changed(page, 'cube.stl', turnedAway)
  for (const name of ['Front', 'Top', 'Side', 'Fit', 'Zoom in', 'Wireframe', 'Dimensions', 'Section']) {
    await press(page, name)
    await picture(page, 'cube.stl')
  }
  await page.getByText('X 20 mm').waitFor()
  await page.getByLabel('Cut at').fill('80')
  expect(await axe(page)).toEqual([])
  expect(first.length).toBeGreaterThan(0)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })

  await upload(page, 'bracket.step', Buffer.from(step))
  await page.getByText('60 × 40 × 8 mm').waitFor()
  await press(page, 'View bracket.step')
  await picture(page, 'bracket.step')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'bracket.step')
  expect(await axe(page)).toEqual([])
  await press(page, 'Close')
  expect(misdeeds).toEqual(none)
})

/** Takes the graphics memory of the view away, as a browser does that needs it elsewhere; `restoreContext` gives it back. */
const graphics = (page: Page, name: string, call: 'loseContext' | 'restoreContext') =>
  stage(page, name).evaluate((view: { querySelector(selector: string): unknown }, done) => {
    const canvas = view.querySelector('canvas') as { getContext(kind: string): Context; lost?: Lost }
    canvas.lost ??= canvas.getContext('webgl2').getExtension('WEBGL_lose_context')
    canvas.lost[done]()
  }, call)
type Lost = Record<'loseContext' | 'restoreContext', () => void>
interface Context {
  getExtension(name: string): Lost
}

test('a picture that the browser lost: it is said, and comes back by itself or when it is asked for', async () => {
  const { page, misdeeds } = await customer()
  await upload(page, 'lost.stl', binaryStl(box(10, 20, 30)))
  await press(page, 'Millimetres: lost.stl')
  await page.getByText('10 × 20 × 30 mm, 6 cm³').waitFor()
  await press(page, 'View lost.stl')
  await picture(page, 'lost.stl')
  const words = page.getByText('The picture was lost')
  await graphics(page, 'lost.stl', 'loseContext')
  await words.waitFor()
  expect(await axe(page)).toEqual([])
  await graphics(page, 'lost.stl', 'restoreContext')
  await words.waitFor({ state: 'detached' })
  await picture(page, 'lost.stl')
  await graphics(page, 'lost.stl', 'loseContext')
  await press(page, 'Show it again')
  await words.waitFor({ state: 'detached' })
  await picture(page, 'lost.stl')
  expect(misdeeds).toEqual(none)
})

test('without WebGL the figures stay', async () => {
  const { page, misdeeds } = await customer((one) =>
    one.addInitScript(`HTMLCanvasElement.prototype.getContext = () => null`),
  )
  await upload(page, 'plate.stl', binaryStl(box(10, 10, 2)))
  await press(page, 'Inches: plate.stl')
  await page.getByText('254 × 254 × 50.8 mm').waitFor()
  await press(page, 'View plate.stl')
  await page.getByText('This browser shows no 3-D').waitFor()
  await page.getByText('Closed body', { exact: true }).waitFor()
  expect(await axe(page)).toEqual([])
  expect(misdeeds).toEqual(none)
})
