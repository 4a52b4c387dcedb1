import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { axe, overflow, settled } from './browser.ts'
import { password } from './people.ts'

/** Signs in by the form, and waits for the dashboard. */
export async function signIn(page: Page, origin: string, email: string): Promise<void> {
  await page.goto(`${origin}/login`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click()

/** Waits for the page of this heading. */
export const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor()

/** Follows a link of the navigation. */
export const go = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }).click()

/** The page as it stands breaks no rule, and fits a phone. */
export async function expectGood(page: Page): Promise<void> {
  await settled(page)
  expect(await axe(page), page.url()).toEqual([])
  const before = page.viewportSize() ?? { width: 1280, height: 720 }
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await overflow(page), page.url()).toBe(0)
  await page.setViewportSize(before)
}
