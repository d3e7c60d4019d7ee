// current.json in the state folder: which lab runs. Written when one is started, removed when it has ended; what it says is believed
// only as far as the launcher finds the lab alive.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { urlOf } from '../runtime/address.ts'
import { diskReason } from '../runtime/disk-reason.ts'
import type { Lab, Started } from '../runtime/lab.ts'
import { makeFolder } from '../runtime/make-folder.ts'
import { writeWhole } from '../runtime/write-whole.ts'

export interface Current {
  readonly lab: Lab
  readonly started: Started
}

const fileOf = (folder: string) => join(folder, 'current.json')

/** Null when nothing is recorded there. Throws with one sentence when the system does not say: a lab may run all the same. */
const readRecord = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new Error(
      `${file} can't be read: ${diskReason(error)}, expected a state folder that is yours; WEIR_DIR names another`,
    )
  }
}

/** Null when none is recorded, or when what is there is no record. Throws likewise. */
export const readCurrent = (folder: string): Current | null => {
  const text = readRecord(fileOf(folder))
  if (text === null) return null
  try {
    const current = JSON.parse(text) as Current
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

export const removeCurrent = (folder: string): void => {
  // To look for it in what is no folder would be a failure.
  if (existsSync(fileOf(folder))) rmSync(fileOf(folder), { force: true })
}
