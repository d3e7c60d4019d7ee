// What a plan has that another has not: from a lab that runs to its file as it is now. Pure. Indices and slots are no
// difference, for they are given (settle.ts), and neither is the order of nodes.
import { isDeepStrictEqual } from 'node:util'
import type { Impair } from '@weir/relay/config'
import { linkName } from '../topology/link-name.ts'
import type { Plan, PlannedLink, PlannedNode } from '../topology/plan.ts'

type Ends = Pick<PlannedLink, 'from' | 'to'>

export interface Difference {
  readonly addedNodes: readonly string[]
  readonly removedNodes: readonly string[]
  /** Nodes that have to start anew, each with what differs. */
  readonly restartedNodes: readonly { readonly id: string; readonly because: readonly string[] }[]
  /** Nodes that stay, with other parents, in another order, or with other impairments. */
  readonly rewiredNodes: readonly string[]
  /** Nodes that stay and go by another group; null for none. Nobody but the orchestrator knows of it. */
  readonly regroupedNodes: readonly {
    readonly id: string
    readonly before: string | null
    readonly now: string | null
  }[]
  readonly addedLinks: readonly Ends[]
  readonly removedLinks: readonly Ends[]
  readonly changedLinks: readonly (Ends & { readonly before: Impair; readonly now: Impair })[]
}

/** Keys whose values differ, but for those in `apart`. */
const differingKeys = (before: object, now: object, apart: readonly string[]): string[] => {
  const keys = new Set([...Object.keys(before), ...Object.keys(now)].filter((key) => !apart.includes(key)))
  const at = (value: object, key: string) => (value as Record<string, unknown>)[key]
  return [...keys].filter((key) => !isDeepStrictEqual(at(before, key), at(now, key)))
}

const nodeReasons = (before: PlannedNode, now: PlannedNode): string[] =>
  differingKeys(before, now, ['id', 'index', 'main', 'group']).flatMap((key) =>
    key === 'streams' ? differingKeys(before.streams, now.streams, []).map((name) => `stream ${name}`) : [key],
  )

/** A plan is compared as JSON keeps it: what is undefined is not there. */
const asKept = (plan: Plan): Plan => JSON.parse(JSON.stringify(plan)) as Plan

export const differenceOf = (before: Plan, now: Plan): Difference => {
  const [old, wanted] = [asKept(before), asKept(now)]
  const oldNodes = new Map(old.nodes.map((node) => [node.id, node]))
  const wantedIds = new Set(wanted.nodes.map(({ id }) => id))
  const oldLinks = new Map(old.links.map((link) => [linkName(link), link]))
  const wantedLinks = new Set(wanted.links.map(linkName))
  const parents = (plan: Plan, id: string) =>
    plan.links.filter(({ to }) => to === id).map(({ from, impair }) => ({ from, impair }))
  const ends = ({ from, to }: PlannedLink): Ends => ({ from, to })

  const because = new Map<string, string[]>()
  for (const node of wanted.nodes) {
    const was = oldNodes.get(node.id)
    const reasons = was ? nodeReasons(was, node) : []
    if (reasons.length > 0) because.set(node.id, reasons)
  }
  for (const link of wanted.links) {
    const was = oldLinks.get(linkName(link))
    const keys = was ? differingKeys(was, link, ['from', 'to', 'slot', 'impair']) : []
    const reasons = keys.map((key) => `${key} of ${linkName(link)}`)
    if (reasons.length > 0 && oldNodes.has(link.to)) because.set(link.to, [...(because.get(link.to) ?? []), ...reasons])
  }
  const stays = (id: string) => oldNodes.has(id) && wantedIds.has(id) && !because.has(id)
  return {
    addedNodes: wanted.nodes.map(({ id }) => id).filter((id) => !oldNodes.has(id)),
    removedNodes: old.nodes.map(({ id }) => id).filter((id) => !wantedIds.has(id)),
    restartedNodes: [...because].map(([id, reasons]) => ({ id, because: reasons })),
    rewiredNodes: wanted.nodes
      .map(({ id }) => id)
      .filter((id) => stays(id) && !isDeepStrictEqual(parents(old, id), parents(wanted, id))),
    regroupedNodes: wanted.nodes.flatMap(({ id, group: now = null }) => {
      const was = oldNodes.get(id)
      const before = was?.group ?? null
      return was && before !== now ? [{ id, before, now }] : []
    }),
    addedLinks: wanted.links.filter((link) => !oldLinks.has(linkName(link))).map(ends),
    removedLinks: old.links.filter((link) => !wantedLinks.has(linkName(link))).map(ends),
    changedLinks: wanted.links.flatMap((link) => {
      const was = oldLinks.get(linkName(link))
      if (!was || isDeepStrictEqual(was.impair, link.impair)) return []
      return [{ ...ends(link), before: was.impair, now: link.impair }]
    }),
  }
}

export const isSame = (difference: Difference): boolean => Object.values(difference).every((part) => part.length === 0)
