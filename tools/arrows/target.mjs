// Where an import leads, by what the packages of this repository export. Pure.
import { posix } from 'node:path'

/** @typedef {{ name?: string, exports?: Record<string, string>, dependencies?: Record<string, string> }} Manifest */

/**
 * A path from the root; undefined when it is not of this repository, or its package does not export it. `manifests`: each
 * package.json by its folder.
 * @type {(file: string, specifier: string | undefined, manifests: ReadonlyMap<string, Manifest>) => string | undefined}
 */
export const targetOf = (file, specifier, manifests) => {
  if (specifier === undefined) return undefined
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier)
  for (const [folder, { name, exports = {} }] of manifests) {
    if (name === undefined || (specifier !== name && !specifier.startsWith(`${name}/`))) continue
    const inside = `.${specifier.slice(name.length)}`
    if (Object.hasOwn(exports, inside)) return posix.join(folder, exports[inside] ?? '')
    for (const [key, path] of Object.entries(exports)) {
      const [before = '', after] = key.split('*')
      if (after !== undefined && inside.startsWith(before) && inside.endsWith(after))
        return posix.join(folder, path.replace('*', inside.slice(before.length, inside.length - after.length)))
    }
  }
  return undefined
}
