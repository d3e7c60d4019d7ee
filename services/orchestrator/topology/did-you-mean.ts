// Suggestions for a mistyped word: the nearest of the words that would have been right, or the one that it stands for.
import { synonymOf } from './synonyms.ts'

/** Edits (insert, delete, replace, swap neighbours) between two words: optimal string alignment distance. */
const distance = (a: string, b: string): number => {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i || j))
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++) {
    const row = rows[i] as number[]
    row[0] = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      row[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j] as number, at(i - 2, j - 2) + 1)
      }
    }
  }
  return at(a.length, b.length)
}

/** Nobody mistypes a word of that length into another, and comparing takes the product of all lengths. */
const MAX_LENGTH = 64
const MAX_KNOWN = 1000

/** The word that was meant, when one is near enough. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  if (word.length > MAX_LENGTH) return undefined
  const candidates = [...known].slice(0, MAX_KNOWN)
  const near = candidates
    .filter((candidate) => candidate.length <= MAX_LENGTH)
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3)))
    .sort((a, b) => a.edits - b.edits)[0]
  return near?.candidate ?? synonymOf(word, candidates)
}

/** `; did you mean "x"?`, or nothing when no word is near enough. */
export const didYouMean = (word: string, known: Iterable<string>): string => {
  const meant = nearest(word, known)
  return meant === undefined ? '' : `; did you mean "${meant}"?`
}

/** `no node "mid-x", expected one of mid-a, mid-b; did you mean "mid-a"?` */
export const notFound = (kind: string, name: string, known: readonly string[]): string =>
  `no ${kind} "${name}", expected one of ${known.join(', ')}${didYouMean(name, known)}`
