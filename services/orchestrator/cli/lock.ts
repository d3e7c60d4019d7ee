// One `weir up` at a time: two would fight for ports and for current.json. The lock names its holder, so that one
// left by a crash is taken over.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identify, isAlive, type ProcessIdentity } from '../runtime/identity.ts'
import { makeFolder } from '../runtime/make-folder.ts'

const fileOf = (folder: string): string => join(folder, 'up.lock')

/** Returns a function that gives it back. Throws when another process holds it. */
export const takeLock = (folder: string): (() => void) => {
  const file = fileOf(folder)
  makeFolder(folder)
  const take = () => writeFileSync(file, JSON.stringify(identify(process.pid)), { flag: 'wx' })
  try {
    take()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const holder = holderOf(file)
    if (holder && isAlive(holder))
      throw new Error(`another \`weir up\` (pid ${holder.pid}) is starting a lab, expected one at a time`)
    rmSync(file, { force: true })
    take()
  }
  return () => rmSync(file, { force: true })
}

/** Pid of another `weir up` that is starting a lab now, or null. */
export const whoStarts = (folder: string): number | null => {
  const holder = holderOf(fileOf(folder))
  return holder && holder.pid !== process.pid && isAlive(holder) ? holder.pid : null
}

const holderOf = (file: string): ProcessIdentity | null => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity
  } catch {
    return null
  }
}
