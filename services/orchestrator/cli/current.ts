// current.json in the state folder: which lab runs. Written when one is started, removed when it has ended; what it says is believed
// only as far as the launcher finds the lab alive.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { urlOf } from '../runtime/address.ts'
import type { Lab, Started } from '../runtime/lab.ts'
import { makeFolder } from '../runtime/make-folder.ts'
import { writeWhole } from '../runtime/write-whole.ts'

export interface Current {
  readonly lab: Lab
  readonly started: Started
}

const fileOf = (folder: string) => join(folder, 'current.json')

/** Null when none is recorded, or when what is there can't be read. */
export const readCurrent = (folder: string): Current | null => {
  if (!existsSync(fileOf(folder))) return null
  try {
    const current = JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Current
    return current.lab?.plan && current.started ? current : null
  } catch {
    return null
  }
}

export const writeCurrent = (folder: string, current: Current): void => {
  makeFolder(folder)
  // For tools that want no more than the way to /api/state, and what a change has to show there.
  const console = urlOf(current.lab.bind, current.lab.ports.console)
  const { consoleToken } = current.lab
  // Hence its mode.
  writeWhole(fileOf(folder), JSON.stringify({ console, consoleToken, ...current }, null, 2), 0o600)
}

export const removeCurrent = (folder: string): void => rmSync(fileOf(folder), { force: true })
