import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type GateAnswer, integrationsGate, type Leaf } from '../../src/domain/access/gate.ts'
import type { Plan } from '../../src/domain/access/plans.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { everything, launch, none, open, type Watched } from './harness/browser.ts'
import { password, type SignedUp, signUp } from './harness/people.ts'
import { type RunningSite, startSite } from './harness/site.ts'
import { letIn, person, visit } from './harness/visitors.ts'

let browser: Browser
let site: RunningSite
let owner: SignedUp
let customer: SignedUp
let receiver: Receiver

beforeAll(async () => {
  site = await startSite()
  browser = await launch()
  receiver = await startReceiver()
  return async () => {
    await browser.close()
    await receiver.close()
    await site.stop()
  }
})

test('who comes first sets the shop up, meets the plan gate, upgrades, and makes a key', async () => {
  const { page, misdeeds } = await visit({ browser, site })
  await page.goto(`${site.origin}/signup`)
  await page.getByLabel('Name of the shop').fill('Northwind Fab')
  await page.getByLabel('Your name').fill('Olga Owner')
  await page.getByLabel('Email').fill('olga@example.com')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create the shop' }).click()

  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  await page.getByRole('link', { name: 'Connections' }).click()
  await page.getByRole('heading', { name: 'Integrations come with Enterprise' }).waitFor()
  await page.getByRole('link', { name: 'Documentation' }).waitFor()
  await page.getByRole('link', { name: 'Upgrade' }).click()
  await page.getByRole('button', { name: 'Change to enterprise' }).click()
  await page.getByText('The plan is now enterprise').waitFor()
  await page.getByRole('link', { name: 'Connections' }).click()
  await page.getByRole('heading', { name: 'Native integrations' }).waitFor()

  await page.getByRole('link', { name: 'API keys', exact: true }).click()
  await page.getByRole('button', { name: 'Generate API key' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('ERP')
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Your new API key' })
  const secret = (await dialog.getByRole('status').textContent()) ?? ''
  expect(secret).toMatch(/^fwk_[0-9a-f]{64}$/)
  // The focus is on copying, and a key press does not lose the secret.
  expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Copy')
  await page.keyboard.press('Escape')
  await dialog.getByText('It is not shown again').waitFor()
  await dialog.getByRole('button', { name: 'I have stored it' }).click()
  await page.getByRole('link', { name: 'ERP', exact: true }).waitFor()
  expect(await page.content()).not.toContain(secret)
  expect(
    await page.evaluate<string>('JSON.stringify([{...localStorage}, {...sessionStorage}])'),
  ).not.toContain(secret)
  expect(misdeeds).toEqual(none)
})

describe('with a shop and people in it', () => {
  beforeAll(async () => {
    const reply = await fetch(`${site.origin}/api/auth/sign-up`)
    const { needs_set_up } = (await reply.json()) as { needs_set_up: boolean }
    if (needs_set_up) throw new Error('the first test makes the shop')
    customer = await signUp(site.origin, 'carl@example.com')
    const cookie = await signInByApi('olga@example.com')
    owner = {
      ...customer,
      email: 'olga@example.com',
      api: async <T>(method: string, path: string, body?: object) => {
        const reply = await fetch(`${site.origin}/api${path}`, {
          method,
          headers: { origin: site.origin, cookie, ...(body && { 'content-type': 'application/json' }) },
          ...(body && { body: JSON.stringify(body) }),
        })
        if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status}`)
        return (await reply.json()) as T
      },
    }
  })

  async function signInByApi(email: string): Promise<string> {
    const reply = await fetch(`${site.origin}/api/auth/sign-in`, {
      method: 'POST',
      headers: { origin: site.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
    return reply.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  }

  describe('the Integrations gate in the browser (security case 21)', () => {
    const pages: readonly (readonly [Leaf, string, string])[] = [
      ['connections', '/settings/integrations/connections', 'Native integrations'],
      ['api-keys', '/settings/integrations/api', 'Generate API key'],
      ['webhooks', '/settings/integrations/webhooks', 'New webhook'],
    ]
    const notices: Readonly<Record<Exclude<GateAnswer, 'full'>, string>> = {
      'plan-gate': 'Integrations come with Enterprise',
      'workspace-notice': 'Not part of your workspace role',
      'membership-notice': 'Your membership gives no such role',
      'admins-only': 'Administrators only',
    }
    const leafLabels: Readonly<Record<string, string>> = {
      connections: 'Connections',
      'api-keys': 'API keys',
      webhooks: 'Webhooks',
    }
    const setRole = (userId: number, role: string | null) =>
      role === null
        ? site.db.run({ text: 'DELETE FROM user_organizations WHERE user_id = $1', values: [userId] })
        : site.db.run({
            text: `INSERT INTO user_organizations (user_id, workspace_id, role, created_at)
              VALUES ($1, $2, $3, now()) ON CONFLICT (user_id, workspace_id) DO UPDATE SET role = $3`,
            values: [userId, customer.workspaceId, role],
          })
    const setPlan = (plan: Plan) => site.db.run({ text: 'UPDATE workspaces SET plan = $1', values: [plan] })

    let gated: SignedUp
    let watched: Watched
    beforeAll(async () => {
      gated = await signUp(site.origin, 'gated@example.com')
      // One browser for all of it: each test signs in anew, and loads each page anew.
      watched = await open(browser, site.origin)
      return async () => {
        await setPlan('enterprise')
        await watched.context.close()
      }
    })

    const cases = (['admin', 'manager', 'staff'] as const).flatMap((hint) =>
      ([...new Set(['admin', 'manager', 'staff', null])] as const).map((membership) => ({
        hint,
        membership,
      })),
    )

    test.each(cases)(
      'hint $hint, membership $membership: every plan, every page',
      async ({ hint, membership }) => {
        const { page, misdeeds } = watched
        // The page of the last test must not see its session end.
        await page.goto('about:blank')
        await setPlan('enterprise')
        await setRole(gated.id, hint)
        await letIn(page, site.origin, gated.email)
        await setRole(gated.id, membership)
        for (const plan of everything
          ? (['free', 'standard', 'pro', 'enterprise'] as const)
          : (['free', 'enterprise'] as const)) {
          await setPlan(plan)
          for (const [leaf, path, sign] of pages) {
            const gate = integrationsGate({ plan, roleHint: hint, membership, leaf })
            await page.goto(site.origin + path)
            const shown = gate.answer === 'full' ? sign : notices[gate.answer]
            await page.getByText(shown, { exact: true }).first().waitFor()
            const navigation = page.getByRole('navigation', { name: 'Main' })
            for (const [name, label] of Object.entries(leafLabels))
              await expect
                .poll(() => navigation.getByRole('link', { name: label, exact: true }).count(), {
                  message: `${label} for ${plan}`,
                })
                .toBe(gate.navigation.leaves.includes(name as Leaf) ? 1 : 0)
          }
        }
        expect(misdeeds).toEqual(none)
      },
    )

    test('the hub explains to a manager who manages keys, and the old address leads to it', async () => {
      const { page } = watched
      await page.goto('about:blank')
      await setPlan('enterprise')
      await setRole(gated.id, 'manager')
      await letIn(page, site.origin, gated.email)
      await page.goto(`${site.origin}/settings/integrations/integrations`)
      await page.getByText('Workspace administrators manage the keys').waitFor()
      expect(new URL(page.url()).pathname).toBe('/settings/integrations/connections')
    })
  })

  test('stored markup is shown as text, a receiver’s answer too (security case 33)', async () => {
    const markup = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
    receiver.behave((_, response) => {
      response.writeHead(500, { 'content-type': 'text/html', 'x-note': '<b>bold</b>' }).end(markup)
      return undefined
    })
    await owner.api('POST', '/api-keys', {
      name: `Key ${markup}`,
      environment: 'production',
      scopes: ['api'],
    })
    await customer.api('PATCH', '/account', { name: `Carl ${markup}` })
    const webhook = await owner.api<{ id: string }>('POST', '/webhooks', {
      url: receiver.url,
      description: `Hook ${markup}`,
    })
    await owner.api('POST', `/webhooks/${webhook.id}/test`)

    const { page, misdeeds } = await person({ browser, site }, owner.email, '/settings/integrations/api')
    await page.getByRole('link', { name: `Key ${markup}` }).waitFor()
    await page.goto(`${site.origin}/settings/integrations/webhooks`)
    await page.getByText(`Hook ${markup}`).waitFor()
    await page.getByRole('link', { name: receiver.url }).click()
    await page.getByRole('link', { name: /webhook\.test/ }).click()
    await page.getByRole('tab', { name: 'Response' }).click()
    await page.getByText(markup).waitFor()
    await page.getByText('<b>bold</b>').waitFor()
    expect(await page.title()).toMatch(/Fabwire$/)
    expect(await page.locator('main img, main script, main b').count()).toBe(0)
    expect(misdeeds).toEqual(none)
  })

  test('where a manager lands, a webhook whose receiver is gone waits for somebody', async () => {
    receiver.behave(() => 410)
    const members = { url: receiver.url, description: 'Old ERP', disable_on_gone: true }
    const webhook = await owner.api<{ id: string }>('POST', '/webhooks', members)
    await owner.api('POST', `/webhooks/${webhook.id}/test`)
    const status = async () => (await owner.api<{ status: string }>('GET', `/webhooks/${webhook.id}`)).status
    await expect.poll(status).toBe('disabled')

    const { page, misdeeds } = await person({ browser, site }, owner.email, '/home')
    const stopped = page.getByRole('listitem').filter({ hasText: 'its receiver answered 410' })
    await stopped.waitFor()
    await stopped.getByRole('link', { name: 'Old ERP' }).click()
    await page.getByRole('heading', { level: 1, name: 'Webhook' }).waitFor()
    expect(misdeeds).toEqual(none)
  })

  test('who is not signed in signs in and comes to the page that was asked for', async () => {
    const { page } = await visit({ browser, site })
    await page.goto(`${site.origin}/settings/security`)
    await page.getByLabel('Email').fill(customer.email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { level: 1, name: 'Security' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/settings/security')
  })

  test('a wrong password says so, and what was typed stays', async () => {
    const { page } = await visit({ browser, site })
    await page.goto(`${site.origin}/login`)
    await page.getByLabel('Email').fill(customer.email)
    await page.getByLabel('Password').fill('wrong horse')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await expect.poll(() => page.getByLabel('Email').inputValue()).toBe(customer.email)
  })
})
