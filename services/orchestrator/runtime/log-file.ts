// A child's output on disk, bounded: at most two files of `maxBytes` each (`edge1.log`, and before it `edge1.log.1`). A disk
// that takes no more costs lines and nothing else: they are counted, the log says so as soon as it can be written again,
// and every write tries. Owns the open file.
import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { counted } from '../topology/counted.ts'
import { diskReason } from './disk-reason.ts'

export interface LostLines {
  readonly lines: number
  /** Why the last of them was lost. */
  readonly reason: string
}

export interface LogFile {
  readonly path: string
  /** Synchronous: what a dying child said last is on disk before its exit is reported. Never throws. */
  write(data: Uint8Array | string): void
  /** Since the log was opened; null while nothing was lost. */
  lost(): LostLines | null
  close(): void
}

/** What a log asks of the disk. */
export type Disk = Pick<typeof fs, 'closeSync' | 'fstatSync' | 'mkdirSync' | 'openSync' | 'renameSync' | 'writeSync'>

const linesIn = (bytes: Uint8Array): number => {
  let lines = 0
  for (const byte of bytes) if (byte === 10) lines++
  return Math.max(1, lines)
}

export const openLogFile = (path: string, maxBytes = 5_000_000, disk: Disk = fs): LogFile => {
  let file: number | null = null
  let size = 0
  let closed = false
  /** The file ends within a line. */
  let torn = false
  let unsaid = 0
  let lost: LostLines | null = null

  const shut = () => {
    const open = file
    file = null
    if (open !== null) disk.closeSync(open)
  }
  const open = (): number => {
    if (file !== null) return file
    disk.mkdirSync(dirname(path), { recursive: true })
    const opened = disk.openSync(path, 'a')
    size = disk.fstatSync(opened).size
    file = opened
    return opened
  }
  const put = (bytes: Uint8Array) => {
    let at = 0
    try {
      // A disk with little room takes a part, and fails with the next.
      while (at < bytes.length) at += disk.writeSync(open(), bytes, at, bytes.length - at)
    } finally {
      size += at
      if (at > 0) torn = at < bytes.length || bytes[at - 1] !== 10
    }
  }
  const write = (bytes: Uint8Array) => {
    open()
    if (size > 0 && size + bytes.length > maxBytes) {
      shut()
      disk.renameSync(path, `${path}.1`)
      torn = false
    }
    if (unsaid > 0) {
      put(
        Buffer.from(
          `${torn ? '\n' : ''}weir: ${counted(unsaid, 'line')} of this log could not be written: ${lost?.reason}\n`,
        ),
      )
      unsaid = 0
    }
    put(bytes)
  }
  const attempt = (bytes: Uint8Array) => {
    try {
      write(bytes)
    } catch (error) {
      const lines = linesIn(bytes)
      unsaid += lines
      lost = { lines: (lost?.lines ?? 0) + lines, reason: diskReason(error) }
    }
  }
  try {
    open()
  } catch {
    // The first write says so.
  }
  return {
    path,
    write: (data) => {
      if (!closed) attempt(typeof data === 'string' ? Buffer.from(data) : data)
    },
    lost: () => lost,
    close: () => {
      const told = lost
      if (!closed && unsaid > 0) attempt(new Uint8Array())
      // Nothing is no line.
      lost = told
      closed = true
      try {
        shut()
      } catch {
        // What a full network disk says only now has been lost already.
      }
    },
  }
}

/** The last lines of a log, oldest first; none when there is no log. */
export const lastLines = (path: string, count: number): string[] =>
  [`${path}.1`, path]
    .filter((name) => fs.existsSync(name))
    .flatMap((name) => fs.readFileSync(name, 'utf8').split('\n'))
    .filter((line) => line !== '')
    .slice(-count)
