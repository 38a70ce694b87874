import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, test } from 'vitest'
import { versionSkipReason } from '../bench/ansible.ts'
import { browserSkipReason, type Look, type Opened, openFile, startBrowser } from './browser.ts'
import { hostOfEachState, type SeenHosts } from './made-up.ts'
import { renderPage } from './render.ts'

/** Opens the page of these hosts, by default one of every state. */
export type Open = (look?: Look, hosts?: SeenHosts) => Promise<Opened>

/** A test with a browser, which the tests of a file share; without one it is skipped aloud. */
export type PageTest = (name: string, body: (open: Open) => Promise<void>) => void

/** To be called once by a test file, outside of its tests. */
export function usePages(): PageTest {
  const reason = browserSkipReason ?? versionSkipReason('newest')
  const pages = new Map<SeenHosts, string>()
  let browser: Browser
  let folder = ''

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-report-'))
    if (reason === undefined) browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const open: Open = (look, hosts = hostOfEachState) => {
    const file = pages.get(hosts) ?? renderPage(folder, hosts)
    pages.set(hosts, file)
    return openFile(browser, file, look)
  }
  return (name, body) =>
    test(name, { timeout: 60_000 }, async ({ skip }) => {
      skip(reason !== undefined, reason)
      await body(open)
    })
}

/** The part of the page that is about one of the made-up hosts. */
export function cardOf(page: Page, name: string) {
  return page.getByRole('article', { name: `${name}.example.net` })
}

/** The button of a state. */
export function tile(page: Page, label: string) {
  return page.locator('.tile', { hasText: label })
}

/** The hosts that are not hidden, in the order of the page, without their domain. */
export async function shownHosts(page: Page): Promise<readonly string[]> {
  const names = await page.locator('.host:not([hidden]) h2').allTextContents()
  return names.map(name => name.replace('.example.net', ''))
}
