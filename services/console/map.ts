// The drawing of the lab: the orchestrator draws the topology, the page colours it as nodes and links come and go.
import type { State } from './api.ts'
import { byId } from './element.ts'
import { milliseconds } from './format.ts'

/** `drawing` is the orchestrator's own SVG. */
export const drawMap = (drawing: string): void => {
  const svg = new DOMParser().parseFromString(drawing, 'image/svg+xml').documentElement
  byId('map').replaceChildren(document.importNode(svg, true))
}

const drawn = (what: 'node' | 'link', id: string) => byId('map').querySelector(`[data-${what}="${CSS.escape(id)}"]`)

/** `known` is false while nobody answers for it. */
export const colourMap = ({ nodes, links }: State, known: boolean): void => {
  const now = (state: string) => (known ? state : 'unknown')
  for (const node of nodes) drawn('node', node.id)?.setAttribute('class', `node ${now(node.state)}`)
  for (const link of links) {
    const group = drawn('link', `${link.from}:${link.to}`)
    group?.setAttribute('class', `link ${now(link.state)}`)
    const text = group?.querySelector('text')
    if (text) text.textContent = known && link.push ? milliseconds(link.push.p50Seconds) : now(link.state)
  }
}
