// The plan as a picture: ranks from left to right in push direction. Stands alone (its own style), and the console
// styles it further by the classes and data attributes.
import { Graph, layout } from '@dagrejs/dagre'
import { linkName } from '../link-name.ts'
import type { Plan } from '../plan.ts'
import { impairText } from './impair-text.ts'

const NODE = { width: 132, height: 48 }
const MARGIN = 24

const markup = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`)

export const svg = (plan: Plan): string => {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 34, ranksep: 110, marginx: MARGIN, marginy: MARGIN })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of plan.nodes) graph.setNode(node.id, { ...NODE })
  for (const link of plan.links) graph.setEdge(link.from, link.to)
  layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }

  const links = plan.links.map((link) => {
    const { points } = graph.edge(link.from, link.to) as { points: { x: number; y: number }[] }
    const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 }
    const key = markup(linkName(link))
    return [
      `<g class="link" data-link="${key}">`,
      `<path d="${curve(points)}" marker-end="url(#arrow)"/>`,
      `<text x="${round(middle.x)}" y="${round(middle.y - 7)}">${markup(impairText(link.impair))}</text>`,
      '</g>',
    ].join('')
  })
  const nodes = plan.nodes.map((node) => {
    const { x, y } = graph.node(node.id) as { x: number; y: number }
    return [
      `<g class="node ${node.main}" data-node="${markup(node.id)}">`,
      `<rect x="${round(x - NODE.width / 2)}" y="${round(y - NODE.height / 2)}" width="${NODE.width}" height="${NODE.height}" rx="9"/>`,
      `<text class="id" x="${round(x)}" y="${round(y - 3)}">${markup(node.id)}</text>`,
      `<text x="${round(x)}" y="${round(y + 14)}">${markup(node.roles.join(' + '))}</text>`,
      '</g>',
    ].join('')
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}" font-family="system-ui, sans-serif" font-size="11" text-anchor="middle" role="img">`,
    `<title>${markup(plan.topology)}</title>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#7a8794"/></marker></defs>',
    '<g fill="none" stroke="#7a8794" stroke-width="1.5">',
    ...links.map((link) =>
      link.replace('<text ', '<text fill="#52606d" stroke="#ffffff" stroke-width="5" paint-order="stroke" '),
    ),
    '</g>',
    '<g fill="#ffffff" stroke="#334155" stroke-width="1.5">',
    ...nodes.map((node) => node.replaceAll('<text', '<text fill="#1f2933" stroke="none"')),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

const round = (value: number): number => Math.round(value * 10) / 10

/** Through the layout's points, with the bends rounded off. */
const curve = (points: readonly { x: number; y: number }[]): string =>
  points
    .map(({ x, y }, i) => {
      if (i === 0) return `M${round(x)} ${round(y)}`
      const next = points[i + 1]
      if (!next) return `L${round(x)} ${round(y)}`
      return `Q${round(x)} ${round(y)} ${round((x + next.x) / 2)} ${round((y + next.y) / 2)}`
    })
    .join('')
