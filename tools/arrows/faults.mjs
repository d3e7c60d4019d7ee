// Holds the sources to allowed.mjs. Circles between files are Biome's to find (noImportCycles, types included); the tables
// themselves have none, which a test sees to. Pure.
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { isTestCode } from '../source-files.mjs'
import { HOUSES, IN_BROWSER, WORKSPACES } from './allowed.mjs'
import { importsOf } from './imports.mjs'
import { isFree, OURS, placeIn, workspaceOf } from './places.mjs'
import { targetOf } from './target.mjs'

/** @typedef {import('./allowed.mjs').House} House */
/** @typedef {import('./target.mjs').Manifest} Manifest */
/** @typedef {import('./imports.mjs').Import & { file: string, specifier: string }} Import */
/** @typedef {{ workspaces: Readonly<Record<string, readonly string[]>>, houses: Readonly<Record<string, House>> }} Allowed */

/** What a row opens to an import: a `type x` only to one of types. @type {(may: readonly string[], typeOnly: boolean) => string[]} */
const open = (may, typeOnly) => may.map((entry) => (typeOnly ? entry.replace(/^type /, '') : entry))
const listed = (/** @type {readonly string[]} */ names) => names.join(', ') || 'nothing'

/**
 * One sentence for each fault. `trees`: each source as it was parsed, by its path from the root; `manifests`: each
 * package.json by its folder.
 * @param {ReadonlyMap<string, import('../parsed.mjs').Tree>} trees
 * @param {ReadonlyMap<string, Manifest>} manifests
 * @param {Allowed} allowed
 * @returns {string[]}
 */
export const arrowFaults = (trees, manifests, allowed = { workspaces: WORKSPACES, houses: HOUSES }) => {
  const imports = [...trees]
    .filter(([file]) => isFree(file) || !isTestCode(file))
    .flatMap(([file, tree]) => importsOf(tree).map((found) => ({ ...found, file })))
  return [
    ...unlisted([...trees.keys()], allowed),
    ...imports.flatMap(({ specifier, ...found }) => {
      const { file, line } = found
      if (isFree(file)) return []
      if (specifier === undefined)
        return [`${file}:${line} imports what only running tells: expected its name as a literal`]
      const fault = faultOf({ ...found, specifier }, manifests, allowed)
      return fault ? [`${file}:${line} imports ${specifier}: ${fault}`] : []
    }),
    ...unused(imports, manifests),
  ]
}

/** @type {(found: Import, manifests: ReadonlyMap<string, Manifest>, allowed: Allowed) => string | undefined} */
const faultOf = (found, manifests, { workspaces, houses }) => {
  const { specifier, file } = found
  if (specifier.startsWith(OURS)) return betweenWorkspaces(found, manifests, workspaces)
  if (specifier.startsWith('.')) return withinWorkspace(found, houses)
  return isBuiltin(specifier) && IN_BROWSER.includes(workspaceOf(file))
    ? 'expected nothing of Node, since it runs in the browser too'
    : undefined
}

/** @type {(found: Import, manifests: ReadonlyMap<string, Manifest>, workspaces: Allowed['workspaces']) => string | undefined} */
const betweenWorkspaces = ({ specifier, file, typeOnly }, manifests, workspaces) => {
  const target = specifier.slice(OURS.length)
  const own = workspaceOf(file)
  if (workspaceOf(target) === own) return 'expected a relative path within a workspace'
  const may = workspaces[own] ?? []
  if (!open(may, typeOnly).some((entry) => target === entry || target.startsWith(`${entry}/`)))
    return `${own} may import ${listed(may)}`
  return targetOf(file, specifier, manifests) === undefined
    ? `expected what the package.json of ${workspaceOf(target)} exports`
    : undefined
}

/** @type {(found: Import, houses: Readonly<Record<string, House>>) => string | undefined} */
const withinWorkspace = ({ specifier, file, typeOnly }, houses) => {
  const target = posix.join(posix.dirname(file), specifier)
  const own = workspaceOf(file)
  if (workspaceOf(target) !== own) return `expected ${OURS}${workspaceOf(target)}`
  if (isTestCode(target)) return 'expected test code to be imported by test code alone'
  const house = houses[own]
  if (!house) return undefined
  const [from, to] = [placeIn(file), placeIn(target)]
  if (from.room === to.room) return undefined
  if (from.room !== '') {
    const may = house.rooms[from.room] ?? []
    if (!open(may, typeOnly).includes(to.room || to.inside))
      return `room ${from.room} of ${own} may import ${listed(may)}`
  }
  if (house.indexed && to.room !== '' && to.inside !== 'index.ts') return `expected the index.ts of room ${to.room}`
  return undefined
}

/** @type {(files: string[], allowed: Allowed) => string[]} */
const unlisted = (files, { workspaces, houses }) => {
  const code = files.filter((file) => !isTestCode(file))
  const owners = [...new Set(code.filter((file) => !isFree(file)).map(workspaceOf))]
  const rooms = new Set(
    code.flatMap((file) => {
      const { room } = placeIn(file)
      const house = houses[workspaceOf(file)]
      return house && room !== '' && !house.rooms[room] ? [`${workspaceOf(file)}/${room}`] : []
    }),
  )
  return [...owners.filter((name) => !workspaces[name]), ...rooms].map(
    (name) => `${name} has no row in tools/arrows/allowed.mjs, expected one that says what it may import`,
  )
}

/** @type {(imports: readonly { file: string, specifier: string | undefined }[], manifests: ReadonlyMap<string, Manifest>) => string[]} */
const unused = (imports, manifests) =>
  [...manifests].flatMap(([folder, { dependencies = {} }]) => {
    const below = imports.filter(({ file }) => file.startsWith(`${folder}/`))
    return Object.keys(dependencies)
      .filter((name) => !below.some(({ specifier }) => specifier === name || specifier?.startsWith(`${name}/`)))
      .map((name) => `${folder}/package.json declares ${name}, which nothing there imports, expected it to go`)
  })
