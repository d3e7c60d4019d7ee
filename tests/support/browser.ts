// Real browsers for tests and benches, headless, behind one small interface. Expressions are strings that run in the
// page, so that no test needs the DOM's types.
import { openChromium } from './browser-chromium.ts'
import { openFirefox } from './browser-firefox.ts'

export type BrowserName = 'chromium' | 'firefox'

export interface TestPage {
  /** Value of an expression in the page; a promise is awaited. It must survive JSON. */
  evaluate<T = unknown>(expression: string): Promise<T>
  /** Waits until the expression is truthy in the page and gives its value. Throws after `timeoutSeconds` (default 20). */
  until<T = unknown>(expression: string, timeoutSeconds?: number): Promise<T>
  goto(url: string): Promise<void>
  /** PNG of what the page shows. */
  screenshot(path: string): Promise<void>
  resize(width: number, height: number): Promise<void>
  /** Puts the page into the background, as another tab in front of it does. */
  hide(): Promise<void>
  show(): Promise<void>
  /** What the page has written to its console as an error, and what it has thrown. */
  readonly errors: readonly string[]
  close(): Promise<void>
}

export interface TestBrowser {
  readonly name: BrowserName
  readonly version: string
  open(url: string): Promise<TestPage>
  close(): Promise<void>
}

export interface BrowserOptions {
  /** Prefer `dark` or `light` colours. */
  readonly colors?: 'dark' | 'light'
}

/** Starts a browser that this machine has (see `need`). Close it, or its process stays. */
export const openBrowser = (name: BrowserName, options: BrowserOptions = {}): Promise<TestBrowser> =>
  name === 'chromium' ? openChromium(options) : openFirefox(options)
