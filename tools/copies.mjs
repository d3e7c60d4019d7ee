// What stands twice: runs of six lines or more that are the same in two places, however they are indented. Comments,
// imports and empty lines don't count, and neither does a run that is mostly brackets. Pure.
import { blanked, withoutComments } from './without-comments.mjs'

const MIN_LINES = 6
/** Of these; the others may be lone punctuation. */
const MIN_LINES_WITH_WORDS = 4

const IMPORT = /^(?:import|export)\b[^'"`;()=]*?\bfrom\s*'[^']+'/gm

/** @typedef {{ text: string, line: number }} Line */
/** @typedef {{ file: string, from: number, to: number }} Place */

/** @returns {Line[]} */
const linesOf = (/** @type {string} */ source) =>
  withoutComments(source)
    .replace(IMPORT, blanked)
    .split('\n')
    .map((text, index) => ({ text: text.trim(), line: index + 1 }))
    .filter(({ text }) => text !== '')

/** One sentence for each pair of places. `sources`: texts by path. */
export const copies = (/** @type {ReadonlyMap<string, string>} */ sources) => {
  /** Where each run of MIN_LINES was seen first. @type {Map<string, { file: string, at: number }>} */
  const seen = new Map()
  const lines = new Map([...sources].map(([file, source]) => [file, linesOf(source)]))
  /** @type {[Place, Place][]} */
  const found = []
  for (const [file, own] of lines) {
    for (let at = 0; at + MIN_LINES <= own.length; at++) {
      const run = own.slice(at, at + MIN_LINES)
      if (run.filter(({ text }) => /\w/.test(text)).length < MIN_LINES_WITH_WORDS) continue
      const key = run.map(({ text }) => text).join('\n')
      const first = seen.get(key)
      if (!first) {
        seen.set(key, { file, at })
        continue
      }
      const other = lines.get(first.file) ?? []
      let length = MIN_LINES
      while (own[at + length] && own[at + length]?.text === other[first.at + length]?.text) length++
      // Lines that are all alike overlap themselves.
      if (file === first.file && first.at + length > at) continue
      found.push([place(first.file, other, first.at, length), place(file, own, at, length)])
      at += length - 1
    }
  }
  return found.map(
    ([one, other]) =>
      `${one.file}:${one.from}-${one.to} stands again in ${other.file}:${other.from}-${other.to}, expected one place for both`,
  )
}

/** @type {(file: string, lines: readonly Line[], at: number, length: number) => Place} */
const place = (file, lines, at, length) => ({
  file,
  from: lines[at]?.line ?? 0,
  to: lines[at + length - 1]?.line ?? 0,
})
