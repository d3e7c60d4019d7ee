// A row for every link and every node.
import type { LabLink, LabNode, State } from './api.ts'
import { faultButtons, type Hand, linkButtons } from './buttons.ts'
import { anchor } from './element.ts'
import { milliseconds } from './format.ts'
import { findNode } from './place.ts'
import { type Cell, showRow, text } from './rows.ts'

const seconds = (value: number | null | undefined): Cell => text(milliseconds(value), 'number')

/** What nobody answers for is not known. */
const stateOf = (state: string, { lock }: Hand): Cell =>
  lock === 'no answer' ? text('unknown', 'state') : text(state, `state ${state}`)

export const showLink = (link: LabLink, hand: Hand): void => {
  const known = hand.lock !== 'no answer'
  const push = known ? link.push : null
  // As `weir link` takes it.
  showRow('links', `${link.from}:${link.to}`, [
    text(`${link.from}:${link.to}`),
    stateOf(link.state, hand),
    seconds(push?.p50Seconds),
    seconds(push?.p99Seconds),
    seconds(push?.errorSeconds),
    seconds(known ? link.rttSeconds : null),
    text(link.impairText),
    {
      className: 'actions',
      signature: `${hand.lock} ${JSON.stringify(link.impair)}`,
      content: () => linkButtons(link, hand),
    },
  ])
}

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

export const showNode = (state: State, node: LabNode, hand: Hand): void => {
  // An exit of long ago says nothing about a node that has run ever since it was first started, nor about a frozen one.
  const exit = node.state === 'running' ? node.restarts > 0 && node.lastExit : node.state !== 'frozen' && node.lastExit
  const remarks = [...node.faults, ...(exit ? [node.state === 'running' ? `before: ${exit}` : exit] : [])]
  showRow('nodes', node.id, [
    text(node.id),
    text(node.roles.join(' + ')),
    stateOf(node.state, hand),
    places(state, node),
    text(String(node.restarts), 'number'),
    text(hand.lock === 'no answer' ? '' : remarks.join('; ')),
    { className: 'actions', signature: `${hand.lock} ${node.state}`, content: () => faultButtons(node, hand) },
  ])
}
