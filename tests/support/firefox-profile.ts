// A profile in which Firefox has run before: it then starts in half the time, since it keeps what it compiles of itself
// there. Each browser gets a copy that is its own, of one that has seen nothing but a blank page.
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type LaunchOptions } from 'puppeteer-core'

/** Where tools keep what they can make again. */
const CACHE = 'node_modules/.cache'

/** For this very binary: what another has compiled is of no use to it. */
const modelFor = (executable: string): string => {
  const { mtimeMs, size } = statSync(realpathSync(executable))
  return join(CACHE, `weir-firefox-${Math.round(mtimeMs)}-${size}`)
}

/** Beside it first: of two test files at once the later finds it there, and its own was for nothing. */
const makeModel = async (model: string, options: LaunchOptions): Promise<void> => {
  mkdirSync(CACHE, { recursive: true })
  const draft = mkdtempSync(join(CACHE, 'weir-firefox-draft-'))
  const browser = await puppeteer.launch({ ...options, userDataDir: draft })
  await (await browser.newPage()).goto('about:blank')
  await browser.close()
  try {
    renameSync(draft, model)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(model)) throw error
  }
}

/** `options` are the usual ones. The folder is the caller's to remove. */
export const firefoxProfile = async (options: LaunchOptions): Promise<string> => {
  const model = modelFor(options.executablePath ?? '')
  if (!existsSync(model)) await makeModel(model, options)
  const profile = mkdtempSync(join(tmpdir(), 'weir-firefox-'))
  cpSync(model, profile, { recursive: true, filter: (path) => !/\/(\.parentlock|lock)$/.test(path) })
  return profile
}
