import { renameSync, writeFileSync } from 'node:fs'

/** Writes a file that who reads it finds as it was or as it will be, never half. `mode` is that of a file made anew. */
export const writeWhole = (path: string, text: string, mode = 0o666): void => {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, text, { mode })
  renameSync(draft, path)
}
