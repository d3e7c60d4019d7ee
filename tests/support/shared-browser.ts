// One browser for all tests of a file, opened by the first that needs it and closed after the last.
import { after } from 'node:test'
import { type BrowserName, openBrowser, SMALL_WINDOW, type TestBrowser } from './browser.ts'

export const sharedBrowser = (name: BrowserName): (() => Promise<TestBrowser>) => {
  let opened: Promise<TestBrowser> | undefined
  after(async () => (await opened)?.close())
  return () => {
    opened ??= openBrowser(name, { size: SMALL_WINDOW })
    return opened
  }
}
