import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ScratchFolder {
  readonly path: string
  remove(): void
}

/** A folder of its own for a server; it goes with this process, whatever ends that in an orderly way. */
export const scratchFolder = (): ScratchFolder => {
  const path = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const erase = () => rmSync(path, { recursive: true, force: true })
  process.once('exit', erase)
  return {
    path,
    remove: () => {
      process.off('exit', erase)
      erase()
    },
  }
}
