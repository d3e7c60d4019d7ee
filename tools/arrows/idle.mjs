// Arrows of allowed.mjs that nothing goes along, tests apart: a table that lets in more than is used would let in what nobody
// has thought about. Pure.
import { posix } from 'node:path'
import { isTestCode } from '../source-files.mjs'
import { HOUSES, WORKSPACES } from './allowed.mjs'
import { importsOf } from './imports.mjs'
import { isFree, OURS, placeIn, workspaceOf } from './places.mjs'

/** @typedef {{ from: string, to: string, typeOnly: boolean }} Arrow from `relay/track` to `config`, from `relay` to `link` */

/** @type {(tree: import('../parsed.mjs').Tree, file: string) => Arrow[]} */
const arrowsOf = (tree, file) =>
  importsOf(tree).flatMap(({ specifier = '', typeOnly }) => {
    const own = workspaceOf(file)
    if (specifier.startsWith(OURS)) return [{ from: own, to: specifier.slice(OURS.length), typeOnly }]
    if (!specifier.startsWith('.')) return []
    const { room, inside } = placeIn(posix.join(posix.dirname(file), specifier))
    return [{ from: `${own}/${placeIn(file).room}`, to: room || inside, typeOnly }]
  })

/**
 * One sentence for each.
 * @param {ReadonlyMap<string, import('../parsed.mjs').Tree>} trees
 * @param {import('./faults.mjs').Allowed} allowed
 * @returns {string[]}
 */
export const idleArrows = (trees, allowed = { workspaces: WORKSPACES, houses: HOUSES }) => {
  const arrows = [...trees].flatMap(([file, tree]) => (isFree(file) || isTestCode(file) ? [] : arrowsOf(tree, file)))
  const rows = [
    ...Object.entries(allowed.workspaces),
    ...Object.entries(allowed.houses).flatMap(([house, { rooms }]) =>
      Object.entries(rooms).map(([room, may]) => /** @type {const} */ ([`${house}/${room}`, may])),
    ),
  ]
  return rows.flatMap(([from, may]) =>
    may.flatMap((entry) => {
      const to = entry.replace(/^type /, '')
      const along = arrows.filter((arrow) => arrow.from === from && (arrow.to === to || arrow.to.startsWith(`${to}/`)))
      const lets = `tools/arrows/allowed.mjs lets ${from} import ${entry}`
      if (along.length === 0) return [`${lets}, which nothing there imports, expected it to go`]
      return to === entry && along.every(({ typeOnly }) => typeOnly)
        ? [`${lets}, of which only types are imported, expected type ${entry}`]
        : []
    }),
  )
}
