// A difference as a person reads it, a line for each thing. Pure.
import { impairText } from '../topology/graph/impair-text.ts'
import { linkName } from '../topology/link-name.ts'
import type { Difference } from './difference.ts'

export const differenceText = (difference: Difference): string[] => {
  const { addedNodes, removedNodes, restartedNodes, rewiredNodes, addedLinks, removedLinks, changedLinks } = difference
  const groupText = (group: string | null) => (group === null ? 'none' : `"${group}"`)
  const touched = new Set([...addedLinks, ...removedLinks, ...changedLinks].map(({ to }) => to))
  return [
    ...addedNodes.map((id) => `+ ${id}`),
    ...removedNodes.map((id) => `- ${id}`),
    ...restartedNodes.map(({ id, because }) => `~ ${id}, which starts anew: ${because.join(', ')}`),
    ...difference.regroupedNodes.map(
      ({ id, before, now }) => `~ ${id}: group ${groupText(before)}, now ${groupText(now)}`,
    ),
    ...addedLinks.map((link) => `+ ${linkName(link)}`),
    ...removedLinks.map((link) => `- ${linkName(link)}`),
    ...changedLinks.map(
      (link) => `~ ${linkName(link)}: ${impairText(link.before) || 'clean'}, now ${impairText(link.now) || 'clean'}`,
    ),
    ...rewiredNodes.filter((id) => !touched.has(id)).map((id) => `~ ${id}: its parents in another order`),
  ]
}
