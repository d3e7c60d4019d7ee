// Fits a plan to a lab that runs: a node that stays keeps its index, which hop trails and peers know it by, and a link its
// slot, which its addresses come from. Pure.
import { linkName } from '../topology/link-name.ts'
import { type Plan, slotOf } from '../topology/plan.ts'

const MAX_INDEX = 0xffff

/** The first numbers from `from` up that nobody has, and at `most` from 0 again. */
const freeNumbers = (taken: ReadonlySet<number>, from: number, most: number): (() => number) => {
  const given = new Set(taken)
  let next = from
  return () => {
    while (given.has(next) || next > most) next = next > most ? 0 : next + 1
    given.add(next)
    return next
  }
}

export const settle = (running: Plan, wanted: Plan): Plan => {
  const indices = new Map(running.nodes.map(({ id, index }) => [id, index]))
  const slots = new Map(running.links.map((link) => [linkName(link), slotOf(running, link)]))
  // Not one that a node which is gone had: somebody may still hold chunks with it in their trail.
  const freeIndex = freeNumbers(new Set(indices.values()), Math.max(-1, ...indices.values()) + 1, MAX_INDEX)
  const freeSlot = freeNumbers(new Set(slots.values()), 0, Number.MAX_SAFE_INTEGER)
  return {
    ...wanted,
    nodes: wanted.nodes.map((node) => ({ ...node, index: indices.get(node.id) ?? freeIndex() })),
    links: wanted.links.map((link) => ({ ...link, slot: slots.get(linkName(link)) ?? freeSlot() })),
  }
}
