// Exports that no other file imports, and files of the product that tests alone import. Pure.
import { posix } from 'node:path'
import { importsOf } from '../arrows/imports.mjs'
import { targetOf } from '../arrows/target.mjs'
import { isTestCode } from '../source-files.mjs'
import { exportsOf } from './exports.mjs'

/** @typedef {import('../arrows/target.mjs').Manifest} Manifest */

/** Test code, and what it stands on. */
const isForTests = (/** @type {string} */ file) =>
  isTestCode(file) || file.startsWith('tests/') || posix.basename(file).startsWith('test-')
/** What is started, or told to a compiler. */
const isEntry = (/** @type {string} */ file) => file.endsWith('/main.ts') || file.endsWith('.d.ts')

/**
 * One sentence for each. `trees`: each source as it was parsed, by its path from the root; `manifests`: each package.json by
 * its folder.
 * @param {ReadonlyMap<string, import('../parsed.mjs').Tree>} trees
 * @param {ReadonlyMap<string, Manifest>} manifests
 * @returns {string[]}
 */
export const unusedExports = (trees, manifests) => {
  const files = new Map(
    [...trees].map(([file, tree]) => [
      file,
      {
        own: exportsOf(tree),
        imports: importsOf(tree).map((each) => ({ ...each, target: targetOf(file, each.specifier, manifests) ?? '' })),
      },
    ]),
  )
  /** Names that are imported, by the file that has them. @type {Map<string, Set<string>>} */
  const used = new Map([...files.keys()].map((file) => [file, new Set()]))
  /** Files that import one, by its path. @type {Map<string, Set<string>>} */
  const importers = new Map([...files.keys()].map((file) => [file, new Set()]))

  /** @type {(file: string, name: string) => void} */
  const use = (file, name) => {
    const names = used.get(file)
    if (!names || names.has(name)) return
    names.add(name)
    for (const { target, names: passed, passedOn } of files.get(file)?.imports ?? []) {
      if (!passedOn) continue
      if (passed === '*') use(target, name)
      else for (const { from, as } of passed) if (name === '*' || as === name) use(target, from)
    }
  }
  for (const [file, { imports }] of files) {
    for (const { target, names, passedOn } of imports) {
      importers.get(target)?.add(file)
      if (!passedOn) for (const name of names === '*' ? ['*'] : names.map(({ from }) => from)) use(target, name)
    }
  }

  return [...files].flatMap(([file, { own, imports }]) => {
    const isUsed = (/** @type {string} */ name) => used.get(file)?.has(name) || used.get(file)?.has('*')
    const passed = imports.flatMap(({ line, names, passedOn, typeOnly }) =>
      !passedOn || typeOnly || names === '*'
        ? []
        : names.flatMap(({ as, typeOnly: isType }) => (isType ? [] : [{ name: as, line }])),
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
