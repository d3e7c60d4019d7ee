import type { Plan } from '../plan.ts'
import { impairText } from './impair-text.ts'

const SHAPES = { ingress: 'cds', intermediate: 'box', edge: 'oval', solo: 'hexagon' } as const

/** For Graphviz. */
export const dot = (plan: Plan): string => {
  const nodes = plan.nodes.map(
    (node) => `  "${node.id}" [shape=${SHAPES[node.main]}, label="${node.id}\\n${node.roles.join(' + ')}"]`,
  )
  const links = plan.links.map((link) => {
    const label = impairText(link.impair)
    return `  "${link.from}" -> "${link.to}"${label === '' ? '' : ` [label="${label}"]`}`
  })
  return `${[`digraph "${plan.topology}" {`, '  rankdir=LR', ...nodes, ...links, '}'].join('\n')}\n`
}
