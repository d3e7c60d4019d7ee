// What a build leaves in dist/: what it has written, and for one build longer what the one before it wrote. A `weir` that
// is running was read from those files and may read one more of them (its parts), as may a lab that starts a node again.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Of the newest build, paths from dist/; `tests` those of tests and benches, which not every build makes.
 * @typedef {{ readonly lab: readonly string[], readonly tests: readonly string[] }} Built
 */

/** No `weir` takes as long until it has read all of its parts. */
const GRACE_MILLIS = 60_000

/**
 * What is to go: what neither this build nor the one before it wrote. Nothing where nobody knows what that one wrote, or
 * where it is so young that somebody may only just have started from what was there before. Pure.
 * @type {(present: readonly string[], now: Built, before: Built | null, ageMillis: number) => readonly string[]}
 */
export const stale = (present, now, before, ageMillis) => {
  if (before === null || ageMillis < GRACE_MILLIS) return []
  const kept = new Set([...now.lab, ...now.tests, ...before.lab, ...before.tests])
  return present.filter((file) => !kept.has(file))
}

const RECORD = 'built.json'

/** With what was there before, and since when. @type {(folder: string) => (Built & { readonly at: number, readonly before: Built }) | null} */
const recordIn = (folder) => {
  try {
    return JSON.parse(readFileSync(join(folder, RECORD), 'utf8'))
  } catch {
    // None yet, or one that was torn off.
    return null
  }
}

/** A file that whoever reads it finds as it was or as it will be. @type {(path: string, contents: string | Uint8Array) => void} */
export const writeWhole = (path, contents) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.${process.pid}`, contents)
  renameSync(`${path}.${process.pid}`, path)
}

/**
 * Keeps account of a build in its folder, and removes what is to go. `tests` is null for a build that makes none.
 * @type {(folder: string, lab: readonly string[], tests: readonly string[] | null, nowMillis?: number) => void}
 */
export const keepAccount = (folder, lab, tests, nowMillis = Date.now()) => {
  const record = recordIn(folder)
  const now = { lab: [...lab].sort(), tests: tests ? [...tests].sort() : (record?.tests ?? []) }
  // The same again is no other build: what was before it is still what somebody may run.
  const again = JSON.stringify([record?.lab, record?.tests]) === JSON.stringify([now.lab, now.tests])
  const before = again ? (record?.before ?? null) : record
  const present = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .filter((file) => file !== RECORD)
  for (const file of stale(present, now, before, nowMillis - (record?.at ?? 0))) {
    rmSync(join(folder, file), { force: true })
    // What has become empty goes with it.
    for (let up = dirname(file); up !== '.' && existsSync(join(folder, up)); up = dirname(up)) {
      if (readdirSync(join(folder, up)).length > 0) break
      rmdirSync(join(folder, up))
    }
  }
  if (again) return
  const { lab: was, tests: wereTests } = record ?? now
  writeWhole(join(folder, RECORD), JSON.stringify({ at: nowMillis, ...now, before: { lab: was, tests: wereTests } }))
}
