// A child's output on disk, bounded: at most two files of `maxBytes` each (`edge1.log`, and before it `edge1.log.1`).
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export interface LogFile {
  readonly path: string
  /** Synchronous: what a dying child said last is on disk before its exit is reported. */
  write(data: Uint8Array | string): void
  close(): void
}

export const openLogFile = (path: string, maxBytes = 5_000_000): LogFile => {
  mkdirSync(dirname(path), { recursive: true })
  let file: number | null = openSync(path, 'a')
  let size = fstatSync(file).size
  return {
    path,
    write: (data) => {
      if (file === null) return
      const bytes = typeof data === 'string' ? Buffer.from(data) : data
      if (size > 0 && size + bytes.length > maxBytes) {
        closeSync(file)
        renameSync(path, `${path}.1`)
        file = openSync(path, 'a')
        size = 0
      }
      writeSync(file, bytes)
      size += bytes.length
    },
    close: () => {
      if (file !== null) closeSync(file)
      file = null
    },
  }
}

/** The last lines of a log, oldest first; none when there is no log. */
export const lastLines = (path: string, count: number): string[] =>
  [`${path}.1`, path]
    .filter((name) => existsSync(name))
    .flatMap((name) => readFileSync(name, 'utf8').split('\n'))
    .filter((line) => line !== '')
    .slice(-count)
