// .weir/current.json: which lab runs. Written when one is started, removed when it has ended; what it says is believed
// only as far as the launcher finds the lab alive.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab, Started } from '../runtime/lab.ts'

export interface Current {
  readonly lab: Lab
  readonly started: Started
}

const fileOf = (root: string) => join(root, '.weir', 'current.json')

/** Null when none is recorded, or when what is there can't be read. */
export const readCurrent = (root: string): Current | null => {
  if (!existsSync(fileOf(root))) return null
  try {
    const current = JSON.parse(readFileSync(fileOf(root), 'utf8')) as Current
    return current.lab?.plan && current.started ? current : null
  } catch {
    return null
  }
}

export const writeCurrent = (root: string, current: Current): void => {
  mkdirSync(join(root, '.weir'), { recursive: true })
  const draft = `${fileOf(root)}.${process.pid}`
  // It holds the control token.
  writeFileSync(draft, JSON.stringify(current, null, 2), { mode: 0o600 })
  renameSync(draft, fileOf(root))
}

export const removeCurrent = (root: string): void => rmSync(fileOf(root), { force: true })
