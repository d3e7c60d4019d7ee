// The last lines of some log files, and with `follow` what is added to them. Asks the files' sizes rather than watching:
// fs.watch misses rotations on some systems.
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { lastLines } from './log-file.ts'

export interface TailFile {
  readonly path: string
  /** Before each line. */
  readonly prefix: string
}

const EVERY_MILLIS = 200

export const tail = async (
  files: readonly TailFile[],
  options: { readonly follow: boolean; readonly lines: number; readonly signal: AbortSignal },
  write: (line: string) => void,
): Promise<void> => {
  const sizes = new Map(files.map(({ path }) => [path, existsSync(path) ? statSync(path).size : 0]))
  for (const { path, prefix } of files) for (const line of lastLines(path, options.lines)) write(prefix + line)
  const rests = new Map<string, string>()
  while (options.follow && !options.signal.aborted) {
    // Rejects on an abort: then once more, for what came last.
    await sleep(EVERY_MILLIS, undefined, { signal: options.signal }).catch(() => {})
    for (const { path, prefix } of files) {
      if (!existsSync(path)) continue
      const size = statSync(path).size
      const seen = sizes.get(path) ?? 0
      // Smaller than before: it has been rotated.
      const added = readFrom(path, size < seen ? 0 : seen, size)
      sizes.set(path, size)
      const lines = ((rests.get(path) ?? '') + added).split('\n')
      rests.set(path, lines.pop() ?? '')
      for (const line of lines) write(prefix + line)
    }
  }
}

const readFrom = (path: string, from: number, to: number): string => {
  if (to <= from) return ''
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(to - from)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, from))
  } finally {
    closeSync(file)
  }
}
