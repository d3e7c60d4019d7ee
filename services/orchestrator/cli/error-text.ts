// What went wrong, as one message for a person: an error of the system is told by its place and what helps, not by its code
// alone. Pure.
import { reasonOf } from '../runtime/disk-reason.ts'

/** Calls by which something is made or changed. */
const WRITES = /^(open|write|mkdir|rename|unlink|rm|rmdir|fsync|ftruncate|copyfile|chmod|mkdtemp|scandir|futime)$/

/** `folder` is the state folder: what a failing write was for, when the system does not say where it was. */
export const errorText = (error: unknown, folder: string | null): string => {
  if (!(error instanceof Error)) return String(error)
  const { code = '', syscall = '', path } = error as NodeJS.ErrnoException
  const nowhere = code === 'ENOENT' && syscall === 'mkdir' ? 'no folder can be made there (ENOENT)' : undefined
  const reason = reasonOf(code) ?? nowhere
  if (reason === undefined || syscall === '') return error.message
  if (syscall.startsWith('spawn')) return `${path ?? syscall.slice(6)} can't be run: ${reason}`
  if (!WRITES.test(syscall)) return error.message
  const where = path ?? folder
  const inFolder = folder !== null && (path === undefined || path.startsWith(folder) || folder.startsWith(path))
  const help = inFolder ? ', expected a state folder that you may write to; WEIR_DIR names another' : ''
  return `${where ?? 'a file'} can't be written: ${reason}${help}`
}
