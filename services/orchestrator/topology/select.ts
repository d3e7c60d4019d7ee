// What a command names: one node, a group of them, or all whose id fits a pattern; and the same for both ends of a
// link. Pure.
import { notFound } from './did-you-mean.ts'
import { linkName } from './link-name.ts'
import { UsageError } from './usage-error.ts'

export interface Selectable {
  readonly id: string
  /** Undefined when it belongs to none. */
  readonly group?: string | undefined
}

const GROUP = 'group:'

/** `edge-a*` as an expression: a star stands for any characters of an id, also none. */
const fits = (pattern: string, id: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(id)
const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')

const groupsOf = (nodes: readonly Selectable[]): string[] => [...new Set(nodes.flatMap(({ group }) => group ?? []))]

const matching = (wanted: string, nodes: readonly Selectable[]): readonly Selectable[] => {
  if (wanted.startsWith(GROUP)) return nodes.filter(({ group }) => group === wanted.slice(GROUP.length))
  return nodes.filter(({ id }) => (wanted.includes('*') ? fits(wanted, id) : id === wanted))
}

/**
 * Ids for `mid-a`, `group:reg-a` or `edge-a*`, in the order of the topology. Throws one UsageError with all that fit nothing.
 */
export const selectNodes = (wanted: readonly string[], nodes: readonly Selectable[]): readonly string[] => {
  const faults = wanted
    .filter((text) => matching(text, nodes).length === 0)
    .map((text) => {
      const groups = groupsOf(nodes).map((group) => GROUP + group)
      if (!text.startsWith(GROUP)) return notFound('node', text, [...nodes.map(({ id }) => id), ...groups])
      return groups.length > 0
        ? notFound('group', text, groups)
        : `no group "${text}": no node of this topology has a group`
    })
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
  const chosen = new Set(wanted.flatMap((text) => matching(text, nodes).map(({ id }) => id)))
  return nodes.map(({ id }) => id).filter((id) => chosen.has(id))
}

const LINK = /^\s*((?:group:)?[^:>\s]+?)\s*(?:->|→|:)\s*((?:group:)?[^:>\s]+)\s*$/

/**
 * Links for `mid-a:edge1`, `mid-a->edge1` or `us-*:us-edge`. Throws a UsageError with one sentence when there is none.
 */
export const selectLinks = <L extends { readonly from: string; readonly to: string }>(
  wanted: string,
  links: readonly L[],
  nodes: readonly Selectable[],
): readonly L[] => {
  const [, from = '', to = ''] = LINK.exec(wanted) ?? []
  const of = (end: string) => new Set(matching(end, nodes).map(({ id }) => id))
  const [parents, children] = [of(from), of(to)]
  const found = links.filter((link) => parents.has(link.from) && children.has(link.to))
  if (found.length > 0) return found
  throw new UsageError(wanted.trim().endsWith('-') ? cutByShell(wanted.trim(), links) : noLink(wanted, links))
}

const noLink = (wanted: string, links: readonly { readonly from: string; readonly to: string }[]): string =>
  notFound('link', wanted, links.map(linkName))

/** Of an unquoted `in1->mid-a` a shell leaves `in1-`, and writes what the command prints into a file `mid-a`. */
const cutByShell = (wanted: string, links: readonly { readonly from: string; readonly to: string }[]): string => {
  const from = wanted.slice(0, -1)
  const meant = links.filter((link) => link.from === from).map(linkName)
  const expected = meant.length > 0 ? meant.join(' or ') : '<parent>:<child>'
  return `no link "${wanted}": the shell took what follows the > for a file, which it has written; expected ${expected}`
}
