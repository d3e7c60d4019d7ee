// Holds the sources to allowed.mjs. Circles between files are Biome's to find (noImportCycles, types included); the tables
// themselves have none, which a test sees to. Pure.
import { posix } from 'node:path'
import { isTestCode } from '../source-files.mjs'
import { HOUSES, IN_BROWSER, WORKSPACES } from './allowed.mjs'
import { importsOf } from './imports.mjs'

/** @typedef {import('./allowed.mjs').House} House */
/** @typedef {{ dependencies?: Record<string, string> }} Manifest */
/** @typedef {ReturnType<typeof importsOf>[number] & { file: string }} Import */

const OURS = '@weir/'
/** These may import anything. */
const FREE = ['bench', 'tests', 'tools']

const workspaceOf = (/** @type {string} */ file) => file.split('/')[file.startsWith('services/') ? 1 : 0] ?? ''
/** What a row opens to an import: a `type x` only to one of types. @type {(may: readonly string[], typeOnly: boolean) => string[]} */
const open = (may, typeOnly) => may.map((entry) => (typeOnly ? entry.replace(/^type /, '') : entry))
const listed = (/** @type {readonly string[]} */ names) => names.join(', ') || 'nothing'

/**
 * One sentence for each fault. `sources`: the text of each TypeScript file by its path from the root; `manifests`: each
 * package.json by its folder.
 * @param {ReadonlyMap<string, string>} sources
 * @param {ReadonlyMap<string, Manifest>} manifests
 * @param {{ workspaces: Readonly<Record<string, readonly string[]>>, houses: Readonly<Record<string, House>> }} allowed
 * @returns {string[]}
 */
export const arrowFaults = (sources, manifests, allowed = { workspaces: WORKSPACES, houses: HOUSES }) => {
  const isFree = (/** @type {string} */ file) => FREE.includes(workspaceOf(file))
  const imports = [...sources]
    .filter(([file]) => isFree(file) || !isTestCode(file))
    .flatMap(([file, text]) => importsOf(text).map((found) => ({ ...found, file })))
  return [
    ...unlisted([...sources.keys()], allowed),
    ...imports.flatMap((found) => {
      if (isFree(found.file)) return []
      const { specifier, file, line } = found
      const inBrowser = IN_BROWSER.includes(workspaceOf(file))
      const fault = specifier.startsWith('node:')
        ? inBrowser && 'expected nothing of Node, since it runs in the browser too'
        : specifier.startsWith(OURS)
          ? betweenWorkspaces(found, allowed.workspaces)
          : specifier.startsWith('.')
            ? withinWorkspace(found, allowed.houses)
            : undefined
      return fault ? [`${file}:${line} imports ${specifier}: ${fault}`] : []
    }),
    ...unused(imports, manifests),
  ]
}

/** @type {(found: Import, workspaces: Readonly<Record<string, readonly string[]>>) => string | undefined} */
const betweenWorkspaces = ({ specifier, file, typeOnly }, workspaces) => {
  const target = specifier.slice(OURS.length)
  const own = workspaceOf(file)
  if (workspaceOf(target) === own) return 'expected a relative path within a workspace'
  const may = workspaces[own] ?? []
  if (open(may, typeOnly).some((entry) => target === entry || target.startsWith(`${entry}/`))) return undefined
  return `${own} may import ${listed(may)}`
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

/** The room that a file of services/ stands in, '' beside the rooms, and where in it. */
const placeIn = (/** @type {string} */ file) => {
  const [room = '', ...inside] = file.split('/').slice(2)
  return inside.length === 0 ? { room: '', inside: room } : { room, inside: inside.join('/') }
}

/** @type {(files: string[], allowed: { workspaces: Readonly<Record<string, readonly string[]>>, houses: Readonly<Record<string, House>> }) => string[]} */
const unlisted = (files, { workspaces, houses }) => {
  const code = files.filter((file) => !isTestCode(file))
  const owners = [...new Set(code.map(workspaceOf))].filter((name) => !FREE.includes(name))
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

/** @type {(imports: readonly Import[], manifests: ReadonlyMap<string, Manifest>) => string[]} */
const unused = (imports, manifests) =>
  [...manifests].flatMap(([folder, { dependencies = {} }]) => {
    const below = imports.filter(({ file }) => file.startsWith(`${folder}/`))
    return Object.keys(dependencies)
      .filter((name) => !below.some(({ specifier }) => specifier === name || specifier.startsWith(`${name}/`)))
      .map((name) => `${folder}/package.json declares ${name}, which nothing there imports, expected it to go`)
  })
