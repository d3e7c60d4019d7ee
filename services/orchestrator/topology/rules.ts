// What makes a well-formed topology one that can run. Each rule takes the sketch and gives its faults, with the path
// that each is at; they know nothing of each other, so that all faults come out at once.
import { didYouMean, nearest } from './did-you-mean.ts'
import { type Path, quote } from './fault.ts'
import type { Sketch, SketchNode } from './sketch.ts'
import { depths, findCycle, reachable } from './walk.ts'

export interface Finding {
  readonly path: Path
  readonly message: string
}
type Rule = (topology: Sketch) => Finding[]

const is = (node: SketchNode, role: 'ingress' | 'intermediate' | 'edge'): boolean => node.roles?.includes(role) ?? false
const MAX_NODES_ON_A_PATH = 255

const notEmpty: Rule = ({ path, nodes, whole, hasNodes }) => {
  if (!hasNodes) return []
  if (nodes.length === 0)
    return [{ path: [...path, 'nodes'], message: 'no nodes, expected at least an ingress and an edge' }]
  if (!whole) return []
  return (['ingress', 'edge'] as const)
    .filter((role) => !nodes.some((node) => is(node, role)))
    .map((role) => ({ path: [...path, 'nodes'], message: `no ${role}, expected at least one node of that kind` }))
}

const linkEnds: Rule = ({ nodes, links, hasNodes }) => {
  if (!hasNodes) return []
  const ids = nodes.map((node) => node.id)
  const known = new Set(ids)
  return links.flatMap((link) => [
    ...[
      { id: link.from, path: link.fromPath },
      { id: link.to, path: link.toPath },
    ]
      .filter(({ id }) => !known.has(id))
      .map(({ id, path }) => ({
        path,
        message: `found ${quote(id)}, expected the id of a node${didYouMean(id, ids)}`,
      })),
    ...(link.from === link.to
      ? [{ path: link.path, message: `${link.from} is linked to itself, expected two different nodes` }]
      : []),
  ])
}

const linksOnce: Rule = ({ links }) => {
  const firsts = new Map<string, number>()
  return links.flatMap((link, i) => {
    const name = JSON.stringify([link.from, link.to])
    const first = firsts.get(name) ?? i
    firsts.set(name, first)
    const message = `${link.from} -> ${link.to} is linked a second time (first as links[${first}]), expected one link`
    return first < i ? [{ path: link.path, message }] : []
  })
}

const acyclic: Rule = ({ path, links }) => {
  const cycle = findCycle(links.filter((link) => link.from !== link.to))
  const message = `cycle ${cycle?.join(' -> ')}, expected that no node gets its own chunks back`
  return cycle ? [{ path: [...path, 'links'], message }] : []
}

const pathLength: Rule = ({ path, nodes, links }) => {
  if (findCycle(links)) return []
  const deepest = [
    ...depths(
      nodes.map((node) => node.id),
      links,
    ),
  ].sort((a, b) => b[1] - a[1])[0]
  if (!deepest || deepest[1] < MAX_NODES_ON_A_PATH) return []
  const message = `the way to ${deepest[0]} has ${deepest[1] + 1} nodes, expected at most ${MAX_NODES_ON_A_PATH}`
  return [{ path: [...path, 'links'], message }]
}

const ends: Rule = ({ nodes, links, whole }) => {
  const withParents = new Set(links.map((link) => link.to))
  const withChildren = new Set(links.map((link) => link.from))
  return nodes.flatMap((node) => {
    if (!whole) return []
    const parents = withParents.has(node.id)
    const children = withChildren.has(node.id)
    const findings: string[] = []
    if (is(node, 'intermediate') && !is(node, 'ingress') && !is(node, 'edge') && !parents && !children) {
      findings.push(`${node.id} is linked to nothing, expected a parent and a child`)
    } else {
      if (!is(node, 'ingress') && !parents) findings.push(`${node.id} has no parent, expected a link to it`)
      if (!is(node, 'edge') && !children) findings.push(`${node.id} has no child, expected a link from it`)
    }
    return findings.map((message) => ({ path: node.path, message }))
  })
}

const streamNames: Rule = ({ nodes, streams, path, hasNodes, hasStreams }) => {
  if (!hasNodes || !hasStreams) return []
  // That a node makes any though it is no ingress is a fault of its own, and the only one.
  const made = nodes
    .filter((node) => node.roles === null || is(node, 'ingress'))
    .flatMap((node) => node.streams.map((stream) => ({ ...stream, node: node.id })))
  const known = new Set(streams)
  const strange = made.filter(({ name }) => !known.has(name))
  const unknown = strange.map(({ name, path }) => ({
    path,
    message: `found ${quote(name)}, expected a key of streams${didYouMean(name, streams)}`,
  }))
  const firsts = new Map<string, number>()
  const twice = made.flatMap(({ name, path, node }, i) => {
    const first = firsts.get(name) ?? i
    firsts.set(name, first)
    const message = `${node} and ${made[first]?.node} both make ${quote(name)}, expected one maker for each stream`
    const same = `found ${quote(name)} a second time, expected each stream once`
    return first < i ? [{ path, message: made[first]?.node === node ? same : message }] : []
  })
  const meant = new Set(strange.map(({ name }) => nearest(name, streams)))
  const anywhere = new Set(nodes.flatMap((node) => node.streams.map(({ name }) => name)))
  const idle =
    nodes.length === 0 || nodes.some((node) => !node.hasStreams || (is(node, 'ingress') && node.streams.length === 0))
  const unused = streams
    .filter((name) => !idle && !anywhere.has(name))
    .filter((name) => !meant.has(name))
    .map((name) => ({
      path: [...path, 'streams', name],
      message: 'no ingress makes it, expected it in the streams of one',
    }))
  return [...unknown, ...twice, ...unused]
}

const streamMakers: Rule = ({ nodes }) =>
  nodes.flatMap((node) => {
    if (node.roles === null || !node.hasStreams) return []
    if (is(node, 'ingress') && node.streams.length === 0) {
      return [{ path: node.path, message: `${node.id} is an ingress without streams, expected a list of stream names` }]
    }
    const message = `${node.id} is no ingress, expected streams on an ingress only`
    return !is(node, 'ingress') && node.streams.length > 0 ? [{ path: [...node.path, 'streams'], message }] : []
  })

const edgesReached: Rule = ({ nodes, links, whole }) => {
  // One without streams is a fault of its own.
  const sources = nodes.filter((node) => is(node, 'ingress')).map((node) => node.id)
  const reached = reachable(sources, links)
  const linked = new Set(links.map((link) => link.to))
  return nodes
    .filter((node) => whole && is(node, 'edge') && !reached.has(node.id) && linked.has(node.id))
    .map((node) => ({ path: node.path, message: `no stream reaches ${node.id}, expected a way to it from an ingress` }))
}

export const RULES: readonly Rule[] = [
  notEmpty,
  linkEnds,
  linksOnce,
  acyclic,
  pathLength,
  ends,
  streamNames,
  streamMakers,
  edgesReached,
]
