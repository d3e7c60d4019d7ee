// Why the system refused, in words: for a line that a log has lost, and for what a person is told. Pure.

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'no space left on the device'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file may not grow further'],
  ['EROFS', 'the file system is read-only'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ENOTDIR', 'a part of that path is a file and no folder'],
  ['EISDIR', 'that is a folder'],
  ['ENAMETOOLONG', 'that path is too long'],
  ['EMFILE', 'this process may open no more files (ulimit -n)'],
  ['ENFILE', 'the machine may open no more files'],
  ['EIO', 'the device failed'],
])

/** As in `permission denied (EACCES)`; undefined for what has no words here. */
export const reasonOf = (code: string): string | undefined => {
  const reason = REASONS.get(code)
  return reason === undefined ? undefined : `${reason} (${code})`
}

export const diskReason = (error: unknown): string => {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException
  return reasonOf(code) ?? message
}
