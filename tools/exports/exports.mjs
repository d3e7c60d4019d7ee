// What a TypeScript or JavaScript source exports, what it passes on of other files, and what it imports by name. Types are
// left out: they say what a function takes and gives, for whoever reads it. Reads the shape that the formatter leaves, as
// tools/arrows/imports.mjs does. Pure.
import { withoutComments } from '../arrows/imports.mjs'

const OWN = /^export\s+(?:declare\s+)?(?:async\s+)?(?:abstract\s+)?(?:const|let|function\*?|class|enum)\s+(\w+)/gm
const DEFAULT = /^export\s+default\b/gm
const LISTED = /^export\s+\{([^}]*)\}(?!\s*from)/gm
const PASSED_ON = /^export\s+(?:\{([^}]*)\}|\*)\s*from\s*'([^']+)'/gm
const IMPORTED = /^import\s+(?:type\s+)?((?:[\w$*\s,]|\{[^}]*\})+?)\s*from\s*'([^']+)'/gm
/** `(await import('x')).name`, `import('x').Type`, and `const { name } = await import('x')`: all of it may be wanted. */
const CALLED = /\bimport\(\s*'([^']+)'/g

/**
 * `a` and `a as b` between braces, without `type c`.
 * @type {(names: string) => { from: string, as: string }[]}
 */
const listOf = (names) =>
  names.split(',').flatMap((entry) => {
    const [from = '', as = from] = entry.trim().split(/\s+as\s+/)
    return from === '' || from.startsWith('type ') ? [] : [{ from, as }]
  })

const lineOf = (/** @type {string} */ code, /** @type {number} */ index) => code.slice(0, index).split('\n').length

/** @typedef {{ name: string, line: number }} Export */
/** @typedef {{ specifier: string, line: number, names: { from: string, as: string }[] | '*' }} Passage */

/**
 * `names` of an import are those of the file that it imports from; '*' stands for all that there is.
 * @param {string} text
 * @returns {{ own: Export[], passedOn: Passage[], imports: { specifier: string, names: readonly string[] }[] }}
 */
export const exportsOf = (text) => {
  const code = withoutComments(text)
  const all = (/** @type {RegExp} */ pattern, source = code) => [...source.matchAll(pattern)]
  const own = [
    ...all(OWN).map(({ index, 1: name = '' }) => ({ name, line: lineOf(code, index) })),
    ...all(DEFAULT).map(({ index }) => ({ name: 'default', line: lineOf(code, index) })),
    ...all(LISTED).flatMap(({ index, 1: names = '' }) =>
      listOf(names).map(({ as }) => ({ name: as, line: lineOf(code, index) })),
    ),
  ]
  const passedOn = all(PASSED_ON).map(({ index, 1: names, 2: specifier = '' }) => ({
    specifier,
    line: lineOf(code, index),
    names: names === undefined ? /** @type {const} */ ('*') : listOf(names),
  }))
  const imports = all(IMPORTED).map(({ 1: clause = '', 2: specifier = '' }) => {
    const [, braces] = /\{([^}]*)\}/.exec(clause) ?? []
    const before = clause
      .replace(/\{[^}]*\}/, '')
      .replaceAll(',', ' ')
      .trim()
    if (before.startsWith('*')) return { specifier, names: ['*'] }
    return { specifier, names: [...(before ? ['default'] : []), ...listOf(braces ?? '').map(({ from }) => from)] }
  })
  // Of a type in a comment, too.
  const called = all(CALLED, text).map(({ 1: specifier = '' }) => ({ specifier, names: ['*'] }))
  return { own, passedOn, imports: [...imports, ...called] }
}
