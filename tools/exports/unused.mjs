// Exports that no other file imports, and files of the product that tests alone import. Pure.
import { posix } from 'node:path'
import { isTestCode } from '../source-files.mjs'
import { exportsOf } from './exports.mjs'

/** @typedef {{ name?: string, exports?: Record<string, string> }} Manifest */

/**
 * Where an import leads, as a path from the root; undefined when it is not of this repository.
 * @type {(file: string, specifier: string, manifests: ReadonlyMap<string, Manifest>) => string | undefined}
 */
const targetOf = (file, specifier, manifests) => {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier)
  for (const [folder, { name, exports = {} }] of manifests) {
    if (name === undefined || (specifier !== name && !specifier.startsWith(`${name}/`))) continue
    const inside = `.${specifier.slice(name.length)}`
    if (exports[inside]) return posix.join(folder, exports[inside])
    for (const [key, path] of Object.entries(exports)) {
      const [before = '', after] = key.split('*')
      if (after !== undefined && inside.startsWith(before) && inside.endsWith(after))
        return posix.join(folder, path.replace('*', inside.slice(before.length, inside.length - after.length)))
    }
  }
  return undefined
}

/** Test code, and what it stands on. */
const isForTests = (/** @type {string} */ file) =>
  isTestCode(file) || file.startsWith('tests/') || posix.basename(file).startsWith('test-')
/** What is started, or told to a compiler. */
const isEntry = (/** @type {string} */ file) => file.endsWith('/main.ts') || file.endsWith('.d.ts')

/**
 * One sentence for each. `sources`: the text of each source by its path from the root; `manifests`: each package.json by
 * its folder.
 * @param {ReadonlyMap<string, string>} sources
 * @param {ReadonlyMap<string, Manifest>} manifests
 * @returns {string[]}
 */
export const unusedExports = (sources, manifests) => {
  const files = new Map([...sources].map(([file, text]) => [file, exportsOf(text)]))
  /** Names that are imported, by the file that has them. @type {Map<string, Set<string>>} */
  const used = new Map([...files.keys()].map((file) => [file, new Set()]))
  /** Files that import one, by its path. @type {Map<string, Set<string>>} */
  const importers = new Map([...files.keys()].map((file) => [file, new Set()]))

  /** @type {(file: string, name: string) => void} */
  const use = (file, name) => {
    const names = used.get(file)
    if (!names || names.has(name)) return
    names.add(name)
    for (const { specifier, names: passed } of files.get(file)?.passedOn ?? []) {
      const target = targetOf(file, specifier, manifests) ?? ''
      if (passed === '*') use(target, name)
      else for (const { from, as } of passed) if (name === '*' || as === name) use(target, from)
    }
  }
  for (const [file, { imports, passedOn }] of files) {
    for (const { specifier, names } of imports)
      for (const name of names) use(targetOf(file, specifier, manifests) ?? '', name)
    for (const { specifier } of [...imports, ...passedOn])
      importers.get(targetOf(file, specifier, manifests) ?? '')?.add(file)
  }

  return [...files].flatMap(([file, { own, passedOn }]) => {
    const isUsed = (/** @type {string} */ name) => used.get(file)?.has(name) || used.get(file)?.has('*')
    const passed = passedOn.flatMap(({ line, names }) =>
      names === '*' ? [] : names.map(({ as }) => ({ name: as, line })),
    )
    const faults = [...own, ...passed]
      .filter(({ name }) => !isUsed(name))
      .map(
        ({ name, line }) => `${file}:${line} exports ${name}, which no other file imports: expected it to be its own`,
      )
    const by = [...(importers.get(file) ?? [])]
    const forTestsAlone =
      file.startsWith('services/') && !isForTests(file) && !isEntry(file) && by.length > 0 && by.every(isForTests)
    return forTestsAlone
      ? [
          ...faults,
          `${file} is imported by tests alone: expected it in a folder tests/, or as test-${posix.basename(file)}`,
        ]
      : faults
  })
}
