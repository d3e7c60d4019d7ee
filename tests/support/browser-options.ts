// How each browser is started: headless, nothing of its own on the network, media without a gesture.
import { existsSync } from 'node:fs'
import type { LaunchOptions } from 'puppeteer-core'

export type BrowserName = 'chromium' | 'firefox'

export interface BrowserOptions {
  /** What the page is told that its user prefers. */
  readonly colors?: 'dark' | 'light'
  /** Names that lead to 127.0.0.1, as a rebound one does. */
  readonly loopbackNames?: readonly string[]
  /** Of the window, in pixels; that of a laptop when left out. */
  readonly size?: { readonly width: number; readonly height: number }
  /** Takes certificates that nobody vouches for. */
  readonly anyCertificate?: boolean
  /** `reduce`: what moves is not to. */
  readonly motion?: 'reduce'
  /** Flags besides the usual ones; Chromium. */
  readonly flags?: readonly string[]
}

/** For a page that has but to play: without a GPU, what is shown is put together by the CPU that the lab needs. */
export const SMALL_WINDOW = { width: 640, height: 480 }

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

const FIREFOX_PREFERENCES = {
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'app.update.enabled': false,
  'browser.safebrowsing.update.enabled': false,
  'datareporting.healthreport.uploadEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'http://127.0.0.1:1/',
  'toolkit.telemetry.enabled': false,
}

const firstOf = (paths: readonly string[]): string => paths.find(existsSync) ?? (paths[0] as string)

/** WEIR_CHROMIUM and WEIR_FIREFOX name other binaries than Debian's. */
export const launchOptions = (
  name: BrowserName,
  {
    colors,
    flags = [],
    loopbackNames = [],
    anyCertificate = false,
    motion,
    size = { width: 1280, height: 800 },
  }: BrowserOptions = {},
): LaunchOptions => {
  const common = { headless: true, acceptInsecureCerts: anyCertificate, defaultViewport: size }
  if (name === 'chromium') {
    return {
      ...common,
      browser: 'chrome',
      executablePath: process.env.WEIR_CHROMIUM ?? firstOf(['/usr/bin/chromium', '/usr/bin/chromium-browser']),
      // Dark is what it must be told; light is what it says by itself.
      args: [
        ...CHROMIUM_FLAGS,
        ...(colors === 'dark' ? ['--force-dark-mode'] : []),
        ...(motion ? ['--force-prefers-reduced-motion'] : []),
        ...flags,
        ...(loopbackNames.length > 0
          ? [`--host-resolver-rules=${loopbackNames.map((one) => `MAP ${one} 127.0.0.1`).join(', ')}`]
          : []),
      ],
    }
  }
  return {
    ...common,
    browser: 'firefox',
    executablePath: process.env.WEIR_FIREFOX ?? firstOf(['/usr/bin/firefox-esr', '/usr/bin/firefox']),
    extraPrefsFirefox: {
      ...FIREFOX_PREFERENCES,
      ...(motion ? { 'ui.prefersReducedMotion': 1 } : {}),
      ...(loopbackNames.length > 0 ? { 'network.dns.localDomains': loopbackNames.join(',') } : {}),
      ...(colors ? { 'layout.css.prefers-color-scheme.content-override': colors === 'dark' ? 0 : 1 } : {}),
    },
  }
}
