import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * A folder with those around it. Throws the system's error when one can't be made. Not `recursive: true`, with which Node 20
 * goes round for ever where a folder says that there is none to make it in, as /proc does.
 */
export const makeFolder = (path: string): void => {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  mkdirSync(path)
}
