import { type Browser, chromium, type Page } from 'playwright-core'
import { findCommand } from '../../../tools/setup/shell.mjs'

const executablePath = findCommand('chromium')

/** Why no page can be looked at; `undefined` when one can. */
export const browserSkipReason =
  executablePath === undefined ? 'chromium is not installed (Debian package chromium)' : undefined

/** A page that is open, and all that the browser complained of. */
export interface Opened {
  readonly page: Page
  readonly complaints: readonly string[]
  /** What was asked of anyone but the file itself. */
  readonly requests: readonly string[]
}

/** Starts Debian's Chromium without a screen. Root has no sandbox there. */
export function startBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error(browserSkipReason)
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/** Opens a file in a window of its own. */
export async function openFile(browser: Browser, file: string, look: Look = {}): Promise<Opened> {
  const { width = 1280, colorScheme = 'light', hash = '' } = look
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('dialog', dialog => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', request => requests.push(request.url()))
  await page.goto(`file://${file}${hash}`)
  return { page, complaints, requests }
}

export interface Look {
  readonly width?: number
  readonly colorScheme?: 'light' | 'dark'
  readonly hash?: string
}
