// A row for every link and every node.
import type { LabLink, LabNode } from './api.ts'
import { type Act, faultButtons, linkButtons } from './buttons.ts'
import { anchor } from './element.ts'
import { milliseconds } from './format.ts'
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
const places = ({ url, roles, detail }: LabNode): Cell => {
  const streams = roles.includes('edge') ? [...new Set(detail?.tracks.map((track) => track.stream))] : []
  return {
    className: '',
    signature: `${url} ${streams}`,
    content: () =>
      url ? [anchor(url), ...streams.flatMap((name) => [' ', anchor(`${url}/watch/${name}`, `▶ ${name}`)])] : ['–'],
  }
}

export const showNode = (node: LabNode, act: Act): void => {
  // An exit of long ago says nothing about a node that has run ever since it was first started, nor about a frozen one.
  const exit = node.state === 'running' ? node.restarts > 0 && node.lastExit : node.state !== 'frozen' && node.lastExit
  showRow('nodes', node.id, [
    text(node.id),
    text(node.roles.join(' + ')),
    text(node.state, `state ${node.state}`),
    places(node),
    text(String(node.restarts), 'number'),
    text([...node.faults, ...(exit ? [node.state === 'running' ? `before: ${exit}` : exit] : [])].join('; ')),
    { className: 'actions', signature: node.state, content: () => faultButtons(node, act) },
  ])
}
