import { existsSync } from 'node:fs'
import puppeteer from 'puppeteer-core'
import type { BrowserOptions, TestBrowser, TestPage } from './browser.ts'
import { waitUntil } from './wait-until.ts'

const PREFERENCES = {
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  // Nothing of the browser's own may use the network or the processor while something is measured.
  'app.update.enabled': false,
  'browser.safebrowsing.update.enabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'http://127.0.0.1:1/',
  'toolkit.telemetry.enabled': false,
}

const path = (): string =>
  process.env.WEIR_FIREFOX ?? ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync) ?? 'firefox'

/** Firefox by WebDriver BiDi. */
export const openFirefox = async (options: BrowserOptions): Promise<TestBrowser> => {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: path(),
    headless: true,
    defaultViewport: { width: 1280, height: 800 },
    extraPrefsFirefox: {
      ...PREFERENCES,
      ...(options.colors
        ? { 'layout.css.prefers-color-scheme.content-override': options.colors === 'dark' ? 0 : 1 }
        : {}),
    },
  })

  const open = async (url: string): Promise<TestPage> => {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.goto(url)
    const evaluate = async <T>(expression: string): Promise<T> => (await page.evaluate(expression)) as T
    const inFront: { close(): Promise<void> }[] = []
    return {
      evaluate,
      until: (expression, timeoutSeconds) => waitUntil(evaluate, expression, timeoutSeconds),
      goto: async (next) => {
        await page.goto(next)
      },
      screenshot: async (file) => {
        await page.screenshot({ path: file as `${string}.png` })
      },
      resize: (width, height) => page.setViewport({ width, height }),
      hide: async () => {
        const other = await browser.newPage()
        await other.bringToFront()
        inFront.push(other)
      },
      show: async () => {
        await page.bringToFront()
        for (const other of inFront.splice(0)) await other.close()
      },
      errors,
      close: () => page.close(),
    }
  }
  return { name: 'firefox', version: await browser.version(), open, close: () => browser.close() }
}
