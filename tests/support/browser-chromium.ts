import { chromium } from 'playwright-core'
import type { BrowserOptions, TestBrowser, TestPage } from './browser.ts'
import { waitUntil } from './wait-until.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

/** Chromium by its own protocol. */
export const openChromium = async (options: BrowserOptions): Promise<TestBrowser> => {
  const browser = await chromium.launch({
    executablePath: process.env.WEIR_CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS,
  })
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    ...(options.colors ? { colorScheme: options.colors } : {}),
  })

  const open = async (url: string): Promise<TestPage> => {
    const page = await context.newPage()
    const errors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(String(error)))
    // Playwright shows every page as focused and visible; what other tabs do to a page is told to it by its own session.
    const session = await context.newCDPSession(page)
    const setVisible = async (visible: boolean): Promise<void> => {
      const { windowId } = await session.send('Browser.getWindowForTarget')
      await session.send('Emulation.setFocusEmulationEnabled', { enabled: visible })
      await session.send('Browser.setWindowBounds', {
        windowId,
        bounds: { windowState: visible ? 'normal' : 'minimized' },
      })
    }
    await page.goto(url)
    const evaluate = <T>(expression: string): Promise<T> => page.evaluate<T>(expression)
    return {
      evaluate,
      until: (expression, timeoutSeconds) => waitUntil(evaluate, expression, timeoutSeconds),
      goto: async (next) => {
        await page.goto(next)
      },
      screenshot: async (path) => {
        await page.screenshot({ path })
      },
      resize: (width, height) => page.setViewportSize({ width, height }),
      hide: () => setVisible(false),
      show: () => setVisible(true),
      errors,
      close: () => page.close(),
    }
  }
  return { name: 'chromium', version: browser.version(), open, close: () => browser.close() }
}
