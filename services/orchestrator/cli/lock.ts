// One `weir up` at a time: two would fight for ports and for current.json. The lock names its holder, so that one
// left by a crash is taken over. Of several who want to do that one may: who holds another lock, named for the holder that
// has gone. A lock is linked or renamed into its place, so that nobody finds it half written, or gone and then there again.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identify, isAlive, type ProcessIdentity } from '../runtime/identity.ts'
import { makeFolder } from '../runtime/make-folder.ts'

const fileOf = (folder: string): string => join(folder, 'up.lock')

/** Returns a function that gives it back. Throws when another process holds it. */
export const takeLock = (folder: string): (() => void) => {
  makeFolder(folder)
  const draft = `${fileOf(folder)}.${process.pid}`
  writeFileSync(draft, JSON.stringify(identify(process.pid)))
  try {
    return take(fileOf(folder), draft)
  } finally {
    rmSync(draft, { force: true })
  }
}

const take = (file: string, draft: string): (() => void) => {
  const release = () => rmSync(file, { force: true })
  for (;;) {
    if (isLinked(draft, file)) return release
    const text = textOf(file)
    // Given back since.
    if (text === null) continue
    const holder = holderOf(text)
    if (holder && isAlive(holder))
      throw new Error(`another \`weir up\` (pid ${holder.pid}) is starting a lab, expected one at a time`)
    const releaseIt = take(
      `${file}.after-${holder?.pid ?? 'nobody'}-${holder?.startTime.replace(/\W/g, '') ?? ''}`,
      draft,
    )
    try {
      // Only who is here may replace it. If it is another by now, somebody else was here before.
      if (textOf(file) !== text) continue
      const mine = `${draft}.mine`
      linkSync(draft, mine)
      renameSync(mine, file)
      return release
    } finally {
      releaseIt()
    }
  }
}

/** Whether it could be: false when there is one. */
const isLinked = (draft: string, file: string): boolean => {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

/** Pid of another `weir up` that is starting a lab now, or null. */
export const whoStarts = (folder: string): number | null => {
  const holder = holderOf(textOf(fileOf(folder)))
  return holder && holder.pid !== process.pid && isAlive(holder) ? holder.pid : null
}

/** Null when there is none; empty when it can't be read. */
const textOf = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : ''
  }
}

const holderOf = (text: string | null): ProcessIdentity | null => {
  try {
    return JSON.parse(text ?? '') as ProcessIdentity
  } catch {
    return null
  }
}
