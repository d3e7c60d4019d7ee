// One `weir up` at a time: two would fight for ports and for current.json. The lock names its holder, so that one
// left by a crash is taken over. Of several who want to do that one may: who holds another lock, named for the holder that
// has gone. A lock is linked or renamed into its place, so that nobody finds it half written, or gone and then there again.
// Where there are no hard links (exFAT, network shares, folders of Docker Desktop) it is a folder with the same in it: that
// takes the place of an empty one alone.
import { linkSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identify, isAlive, type ProcessIdentity } from '../runtime/identity.ts'
import { makeFolder } from '../runtime/make-folder.ts'

const fileOf = (folder: string): string => join(folder, 'up.lock')

/** What such file systems answer. */
const NO_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']
/** Something is in the way of a folder that is to take a place, or was a moment ago; some shares say only that it may not be. */
const TAKEN = ['EEXIST', 'ENOTEMPTY', 'ENOTDIR']
const REFUSED = ['EPERM', 'EACCES']

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

/** Returns a function that gives it back. Throws when another process holds it. `link` is for tests. */
export const takeLock = (folder: string, link: typeof linkSync = linkSync): (() => void) => {
  makeFolder(folder)
  const draft = `${fileOf(folder)}.${process.pid}`
  writeFileSync(draft, JSON.stringify(identify(process.pid)))
  try {
    return take(fileOf(folder), draft, link)
  } finally {
    rmSync(draft, { force: true })
  }
}

const take = (file: string, draft: string, link: typeof linkSync): (() => void) => {
  const release = () => remove(file)
  for (;;) {
    if (isPlaced(draft, file, link)) return release
    const text = textOf(file)
    // Given back since.
    if (text === null) continue
    const holder = holderOf(text)
    if (holder && isAlive(holder))
      throw new Error(`another \`weir up\` (pid ${holder.pid}) is starting a lab, expected one at a time`)
    const after = `${file}.after-${holder?.pid ?? 'nobody'}-${holder?.startTime.replace(/\W/g, '') ?? ''}`
    const releaseIt = take(after, draft, link)
    try {
      // Only who is here may replace it. If it is another by now, somebody else was here before.
      if (textOf(file) === text && isReplaced(draft, file, text, link)) return release
    } finally {
      releaseIt()
    }
  }
}

/** Whether it could be: false when there is one. */
const isPlaced = (draft: string, file: string, link: typeof linkSync): boolean => {
  try {
    link(draft, file)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    if (!NO_LINKS.includes(codeOf(error))) throw error
    return isFolderPlaced(draft, file)
  }
}

/** The same in place of one whose holder has gone. */
const isReplaced = (draft: string, file: string, text: string, link: typeof linkSync): boolean => {
  const mine = `${draft}.mine`
  try {
    link(draft, mine)
  } catch (error) {
    if (!NO_LINKS.includes(codeOf(error))) throw error
    // Of an empty folder somebody may have taken the place since: what is in it then is theirs.
    attempt(() => rmSync(text === '' ? file : inFolder(file)))
    if (text !== '') attempt(() => rmSync(file))
    return isFolderPlaced(draft, file)
  }
  renameSync(mine, file)
  return true
}

const inFolder = (file: string): string => join(file, 'holder')

const isFolderPlaced = (draft: string, file: string): boolean => {
  const mine = `${draft}.mine`
  remove(mine)
  mkdirSync(mine)
  writeFileSync(inFolder(mine), readFileSync(draft))
  try {
    renameSync(mine, file)
    return true
  } catch (error) {
    remove(mine)
    if (TAKEN.includes(codeOf(error)) || (REFUSED.includes(codeOf(error)) && textOf(file) !== null)) return false
    throw error
  }
}

/** A file, or a folder for as long as nobody else has taken its place. */
const remove = (file: string): void => {
  attempt(() => rmSync(inFolder(file)))
  attempt(() => rmdirSync(file))
  attempt(() => rmSync(file))
}

const attempt = (removal: () => void): void => {
  try {
    removal()
  } catch {
    // It is of the other kind, or another's by now.
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
    if (codeOf(error) === 'EISDIR') return textOf(inFolder(file)) ?? ''
    return codeOf(error) === 'ENOENT' ? null : ''
  }
}

const holderOf = (text: string | null): ProcessIdentity | null => {
  try {
    return JSON.parse(text ?? '') as ProcessIdentity
  } catch {
    return null
  }
}
