// Topologies made from a few words: `chain:hops=5,delay=20ms`, `star:edges=4`, `tree:depth=3,fanout=2`,
// `mesh:width=2,depth=3`, `cdn:regions=3,edges=4,parents=2,delay=40ms`. Gives what a person would have written in
// topology.yaml.
import type * as z from 'zod'
import { amount, counted } from './counted.ts'
import { COMMON, type NumberParameter, type Parameters, parseParameters } from './parameters.ts'
import type { TopologyInput } from './schema.ts'
import { UsageError } from './usage-error.ts'

/** A topology as it is written. */
export type Written = z.input<typeof TopologyInput>

type Numbers = Readonly<Record<string, number>>

interface Generator {
  /** What it would make; left out where no parameter lets it be too much. */
  count?(numbers: Numbers): { readonly nodes: number; readonly links: number }
  readonly parameters: Readonly<Record<string, NumberParameter>>
  make(numbers: Numbers, parameters: Parameters): Omit<Written, 'streams'>
  /** It says by itself which links are impaired. */
  readonly impairsByItself?: true
}

/** Of what is made at all; how many of them a machine can run is for its memory to say (cli/needs.ts). */
const MAX_NODES = 1000
const MAX_LINKS = 10_000

type Links = [string, string][]
const INGRESS: Written['nodes'] = { in1: { kind: 'ingress', streams: ['cam'] } }
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i + 1))
const nodesOf = (ids: readonly string[], kind: 'intermediate' | 'edge'): Written['nodes'] =>
  Object.fromEntries(ids.map((id) => [id, { kind }]))

const GENERATORS: Readonly<Record<string, Generator>> = {
  chain: {
    parameters: { hops: { usual: 3, most: 254 } },
    make: ({ hops = 0 }) => {
      const mids = many(hops - 1, (i) => `mid${i}`)
      const ids = ['in1', ...mids, 'edge1']
      return {
        description: `${counted(hops, 'hop')} in a row`,
        nodes: { ...INGRESS, ...nodesOf(mids, 'intermediate'), ...nodesOf(['edge1'], 'edge') },
        links: ids.slice(1).map((id, i): [string, string] => [ids[i] as string, id]),
      }
    },
  },
  star: {
    parameters: { edges: { usual: 4, most: 998 } },
    make: ({ edges = 0 }) => {
      const ids = many(edges, (i) => `edge${i}`)
      return {
        description: `one intermediate that feeds ${counted(edges, 'edge')}`,
        nodes: { ...INGRESS, mid1: { kind: 'intermediate' }, ...nodesOf(ids, 'edge') },
        links: [['in1', 'mid1'], ...ids.map((id): [string, string] => ['mid1', id])],
      }
    },
  },
  tree: {
    parameters: { depth: { usual: 2, most: 250 }, fanout: { usual: 2, most: 998 } },
    count: treeCount,
    make: ({ depth = 0, fanout = 0 }) => {
      const levels: string[][] = [['in1']]
      const links: Links = []
      for (let level = 1; level <= depth; level++) {
        const parents = levels[level - 1] ?? []
        const name = (i: number) => (level === depth ? `edge${i}` : `mid${level}-${i}`)
        levels.push(many(parents.length * fanout, name))
        levels[level]?.forEach((id, i) => {
          links.push([parents[Math.floor(i / fanout)] as string, id])
        })
      }
      return {
        description: `a tree of ${counted(depth, 'level')} below the ingress, with a fanout of ${fanout}`,
        nodes: {
          ...INGRESS,
          ...nodesOf(levels.slice(1, -1).flat(), 'intermediate'),
          ...nodesOf(levels.at(-1) ?? [], 'edge'),
        },
        links,
      }
    },
  },
  mesh: {
    parameters: { width: { usual: 2, most: 500 }, depth: { usual: 2, most: 250 } },
    count: meshCount,
    make: ({ width = 0, depth = 0 }) => {
      const layers = [
        ['in1'],
        ...many(depth, (layer) => many(width, (i) => `mid${layer}-${i}`)),
        many(width, (i) => `edge${i}`),
      ]
      const links = layers
        .slice(1)
        .flatMap((layer, i) => layer.flatMap((to) => (layers[i] ?? []).map((from): [string, string] => [from, to])))
      return {
        description: `${counted(depth, 'layer')} of ${counted(width, 'intermediate')}, each linked to all of the layer before`,
        nodes: {
          ...INGRESS,
          ...nodesOf(layers.slice(1, -1).flat(), 'intermediate'),
          ...nodesOf(layers.at(-1) ?? [], 'edge'),
        },
        links,
      }
    },
  },
  cdn: {
    parameters: { regions: { usual: 3, most: 300 }, edges: { usual: 2, most: 900 }, parents: { usual: 2, most: 10 } },
    count: cdnCount,
    impairsByItself: true,
    make: ({ regions = 0, edges = 0, parents = 0 }, { impair }) => {
      const all = many(regions, (i) => region(letters(i), edges, parents, impair))
      return {
        description: `an ingress and ${counted(regions, 'region')} of ${counted(parents, 'intermediate')} and ${counted(edges, 'edge')}`,
        ...(parents > 1 ? { defaults: { redundancy: 'standby' as const } } : {}),
        nodes: Object.assign({ ...INGRESS }, ...all.map(({ nodes }) => nodes)),
        links: all.flatMap(({ links }) => links),
      }
    },
  },
}

/** 1 is a, 26 is z, 27 is aa. */
const letters = (i: number): string =>
  i > 26 ? letters(Math.floor((i - 1) / 26)) + letters(((i - 1) % 26) + 1) : String.fromCharCode(96 + i)

/** Far from the ingress: the way to its relays is impaired, what is within is not. Each edge prefers another relay. */
const region = (letter: string, edges: number, parents: number, impair: Parameters['impair']) => {
  const group = `reg-${letter}`
  const mids = many(parents, (i) => `mid-${letter}${i}`)
  const far = (to: string) => (impair ? { from: 'in1', to, impair } : (['in1', to] as [string, string]))
  const preferred = (i: number) => mids.map((_, at) => mids[(at + i - 1) % mids.length] as string)
  const edgeOf = (i: number) => ({
    kind: 'edge' as const,
    group,
    ...(parents > 1 ? { prefer: preferred(i) } : {}),
  })
  const ids = many(edges, (i) => `edge-${letter}${i}`)
  return {
    nodes: {
      ...Object.fromEntries(mids.map((id) => [id, { kind: 'intermediate' as const, group }])),
      ...Object.fromEntries(ids.map((id, i) => [id, edgeOf(i + 1)])),
    } as Written['nodes'],
    links: [...mids.map(far), ...ids.flatMap((to) => mids.map((from): [string, string] => [from, to]))],
  }
}

export const GENERATOR_NAMES = Object.keys(GENERATORS)

/** Each with what it takes, and what that is when it is left out. */
export const GENERATOR_FORMS = Object.entries(GENERATORS).map(
  ([name, { parameters }]) =>
    `${name}:${Object.entries(parameters)
      .map(([key, { usual }]) => `${key}=${usual}`)
      .join(',')}`,
)
/** What all of them take besides. */
export const GENERATOR_OPTIONS = COMMON

export interface Generated {
  /** `chain:hops=5` made fit for a folder: `chain-hops-5`. */
  readonly name: string
  /** The generator's own: `chain`. */
  readonly kind: string
  readonly topology: Written
}

/** Takes what follows TOPOLOGY=. Null when that is no generator's name; throws a UsageError when its words are wrong. */
export const generate = (text: string): Generated | null => {
  const [name = ''] = text.split(':')
  const generator = Object.hasOwn(GENERATORS, name) ? GENERATORS[name] : undefined
  if (!generator) return null
  const given = parseParameters(text, new Map(Object.entries(generator.parameters)))
  const size = generator.count?.(given.numbers)
  if (size && size.nodes > MAX_NODES)
    throw new UsageError(`${text}: makes ${counted(size.nodes, 'node')}, expected at most ${amount(MAX_NODES)}`)
  if (size && size.links > MAX_LINKS)
    throw new UsageError(`${text}: makes ${counted(size.links, 'link')}, expected at most ${amount(MAX_LINKS)}`)
  const { description, defaults, ...graph } = generator.make(given.numbers, given)
  // A prefer says nothing where all parents push.
  const redundancy = given.redundancy ?? defaults?.redundancy
  const nodes = redundancy === 'hot' ? withoutPrefer(graph.nodes) : graph.nodes
  const all = {
    ...(redundancy ? { redundancy } : {}),
    ...(given.impair && !generator.impairsByItself ? { impair: given.impair } : {}),
  }
  return {
    name: text.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, ''),
    kind: name,
    topology: {
      ...(description ? { description } : {}),
      ...(Object.keys(all).length > 0 ? { defaults: all } : {}),
      streams: { cam: { source: 'auto' } },
      ...graph,
      nodes,
    },
  }
}

const withoutPrefer = (nodes: Written['nodes']): Written['nodes'] =>
  Object.fromEntries(Object.entries(nodes).map(([id, { prefer: _, ...node }]) => [id, node]))

/** A tree of 8^6 edges is counted rather than made. */
function treeCount({ depth = 0, fanout = 0 }: Numbers) {
  const nodes = Array.from({ length: depth + 1 }, (_, level) => fanout ** level).reduce((sum, level) => sum + level, 0)
  return { nodes, links: nodes - 1 }
}

function meshCount({ width = 0, depth = 0 }: Numbers) {
  return { nodes: 1 + width * (depth + 1), links: width + width * width * depth }
}

function cdnCount({ regions = 0, edges = 0, parents = 0 }: Numbers) {
  return { nodes: 1 + regions * (edges + parents), links: regions * parents * (1 + edges) }
}
