import type { Plan } from '../plan.ts'
import { impairText } from './impair-text.ts'

// A hyphen before a digit or a keyword such as `end` trips Mermaid's parser, so that nodes go by n0, n1, ….
const SHAPES = { ingress: ['[/', '/]'], intermediate: ['[', ']'], edge: ['([', '])'], solo: ['{{', '}}'] } as const

/** For a Markdown file: GitHub draws it. */
export const mermaid = (plan: Plan): string => {
  const name = (id: string) => `n${plan.nodes.find((node) => node.id === id)?.index}`
  const nodes = plan.nodes.map((node) => {
    const [open, close] = SHAPES[node.main]
    return `  ${name(node.id)}${open}"${node.id}<br/><small>${node.roles.join(' + ')}</small>"${close}`
  })
  const links = plan.links.map((link) => {
    const label = impairText(link.impair)
    return `  ${name(link.from)} -->${label === '' ? '' : `|"${label}"|`} ${name(link.to)}`
  })
  return `${['flowchart LR', ...nodes, ...links].join('\n')}\n`
}
