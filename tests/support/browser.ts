// Real browsers for tests and benches, headless, behind one small interface. Expressions are strings that run in the
// page, so that no test needs the DOM's types. Both are driven by puppeteer-core: playwright-core keeps every page of
// Chromium visible and focused, so that a tab in the background cannot be had from it.
import { rmSync } from 'node:fs'
import puppeteer, { type Browser, type KeyInput, type LaunchOptions, type Page } from 'puppeteer-core'
import { type BrowserName, type BrowserOptions, launchOptions } from './browser-options.ts'
import { firefoxProfile } from './firefox-profile.ts'
import { waitUntil } from './wait-until.ts'

export { SMALL_WINDOW } from './browser-options.ts'
export type { BrowserName, BrowserOptions }

export interface TestPage {
  /** Value of an expression in the page; a promise is awaited. It must survive JSON. */
  evaluate<T = unknown>(expression: string): Promise<T>
  /** Waits until the expression is truthy in the page and gives its value. Throws after `timeoutSeconds` (default 20). */
  until<T = unknown>(expression: string, timeoutSeconds?: number): Promise<T>
  goto(url: string): Promise<void>
  /** PNG of what the page shows. */
  screenshot(path: string): Promise<void>
  resize(width: number, height: number): Promise<void>
  /** Presses a key, by its name: `Tab`, `Enter`. */
  press(key: string): Promise<void>
  /** Puts the page into the background, by another tab in front of it. */
  hide(): Promise<void>
  show(): Promise<void>
  /** What the page has written to its console as an error, and what it has thrown. */
  readonly errors: readonly string[]
  close(): Promise<void>
}

export interface TestBrowser {
  readonly name: BrowserName
  readonly version: string
  /** `before` is run in the page before any script of its own. */
  open(url: string, before?: string): Promise<TestPage>
  /** Sends a signal to all of its processes, as a machine that sleeps does with SIGSTOP. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  close(): Promise<void>
}

/**
 * What Chromium says when an interface of the machine comes or goes while a request is on its way, which is broken off then:
 * each container that a test in Docker starts beside this one is such an interface. It says nothing of the page, which has
 * to ask again (services/solo/pages.test.ts, services/console/page-tests.ts); no flag keeps it from that.
 */
const NETWORK_CHANGED = 'net::ERR_NETWORK_CHANGED'

/** As a browser does by itself where somebody looks at it. */
const goTo = async (page: Page, url: string, tries = 5): Promise<void> => {
  await page.goto(url).catch(async (error: Error) => {
    if (!error.message.startsWith(NETWORK_CHANGED) || tries === 1) throw error
    await goTo(page, url, tries - 1)
  })
}

const openPage = async (browser: Browser, url: string, before?: string): Promise<TestPage> => {
  const page = await browser.newPage()
  if (before !== undefined) await page.evaluateOnNewDocument(before)
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().endsWith(NETWORK_CHANGED)) errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  await goTo(page, url)
  const evaluate = async <T>(expression: string): Promise<T> => (await page.evaluate(expression)) as T
  const inFront: { close(): Promise<void> }[] = []
  const closeFront = async (): Promise<void> => {
    for (const other of inFront.splice(0)) await other.close()
  }
  return {
    evaluate,
    until: (expression, timeoutSeconds) => waitUntil(evaluate, expression, timeoutSeconds),
    goto: (next) => goTo(page, next),
    screenshot: async (path) => {
      await page.screenshot({ path: path as `${string}.png` })
    },
    resize: (width, height) => page.setViewport({ width, height }),
    press: (key) => page.keyboard.press(key as KeyInput),
    hide: async () => {
      const other = await browser.newPage()
      inFront.push(other)
      await other.bringToFront()
    },
    show: async () => {
      await page.bringToFront()
      await closeFront()
    },
    errors,
    close: async () => {
      await closeFront()
      await page.close()
    },
  }
}

/** Starts a browser that this machine has (see `need`). Close it, or its process stays. */
export const openBrowser = async (name: BrowserName, options: BrowserOptions = {}): Promise<TestBrowser> => {
  const userDataDir = name === 'firefox' ? await firefoxProfile(launchOptions(name)) : undefined
  const launch = { ...launchOptions(name, options), ...(userDataDir && { userDataDir }) } satisfies LaunchOptions
  const browser = await puppeteer.launch(launch)
  return {
    name,
    version: await browser.version(),
    open: (url, before) => openPage(browser, url, before),
    signal: (signal) => {
      const pid = browser.process()?.pid
      if (pid === undefined) throw new Error(`${name} runs no more`)
      // It was started as the leader of a group of its own.
      process.kill(-pid, signal)
    },
    close: async () => {
      await browser.close()
      if (userDataDir) rmSync(userDataDir, { recursive: true, force: true })
    },
  }
}
