// A row for every link and every node.
import type { LabLink, LabNode, State } from './api.ts'
import { type Act, faultButtons, linkButtons } from './buttons.ts'
import { anchor } from './element.ts'
import { milliseconds } from './format.ts'
import { findNode } from './place.ts'
import { type Cell, showRow, text } from './rows.ts'

const seconds = (value: number | null | undefined): Cell => text(milliseconds(value), 'number')

export const showLink = (link: LabLink, act: Act): void =>
  // As `weir link` takes it.
  showRow('links', `${link.from}:${link.to}`, [
    text(`${link.from}:${link.to}`),
    text(link.state, `state ${link.state}`),
    seconds(link.push?.p50Seconds),
    seconds(link.push?.p99Seconds),
    seconds(link.push?.errorSeconds),
    seconds(link.rttSeconds),
    text(link.impairText),
    { className: 'actions', signature: JSON.stringify(link.impair), content: () => linkButtons(link, act) },
  ])

/** Its own address, and where an edge shows each of its streams. */
const places = (state: State, node: LabNode): Cell => {
  const { url, roles, detail } = node
  const root = findNode(state, node)
  const streams = roles.includes('edge') && root ? [...new Set(detail?.tracks.map((track) => track.stream))] : []
  const watch = (name: string) => {
    const link = anchor(new URL(`watch/${encodeURIComponent(name)}`, root ?? undefined).href, `▶ ${name}`)
    link.ariaLabel = `watch ${name} on ${node.id}`
    return link
  }
  return {
    className: 'places',
    signature: `${root} ${url} ${streams}`,
    content: () =>
      root
        ? [anchor(root.href, root.href.replace(/\/$/, '')), ...streams.flatMap((name) => [' ', watch(name)])]
        : [url ?? '–'],
  }
}

export const showNode = (state: State, node: LabNode, act: Act): void => {
  // An exit of long ago says nothing about a node that has run ever since it was first started, nor about a frozen one.
  const exit = node.state === 'running' ? node.restarts > 0 && node.lastExit : node.state !== 'frozen' && node.lastExit
  showRow('nodes', node.id, [
    text(node.id),
    text(node.roles.join(' + ')),
    text(node.state, `state ${node.state}`),
    places(state, node),
    text(String(node.restarts), 'number'),
    text([...node.faults, ...(exit ? [node.state === 'running' ? `before: ${exit}` : exit] : [])].join('; ')),
    { className: 'actions', signature: node.state, content: () => faultButtons(node, act) },
  ])
}
