// Topologies made from a few numbers: `chain:hops=5`, `star:edges=4`, `tree:depth=3,fanout=2`, `mesh:width=2,depth=3`.
// Gives what a person would have written in topology.yaml.
import { didYouMean } from './did-you-mean.ts'
import type { TopologyInput } from './schema.ts'

interface Parameter {
  readonly usual: number
  readonly most: number
}
interface Generator {
  /** What it would make; left out where no parameter lets it be too much. */
  count?(numbers: Readonly<Record<string, number>>): { readonly nodes: number; readonly links: number }
  readonly parameters: Readonly<Record<string, Parameter>>
  make(numbers: Readonly<Record<string, number>>): Omit<TopologyInput, 'streams'>
}

/** Of what is made at all; how many of them a machine can run is for its memory to say (cli/needs.ts). */
const MAX_NODES = 1000
const MAX_LINKS = 10_000

type Links = [string, string][]
const INGRESS: TopologyInput['nodes'] = { in1: { kind: 'ingress', streams: ['cam'] } }
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i + 1))
const nodesOf = (ids: readonly string[], kind: 'intermediate' | 'edge'): TopologyInput['nodes'] =>
  Object.fromEntries(ids.map((id) => [id, { kind }]))

const GENERATORS: Readonly<Record<string, Generator>> = {
  chain: {
    parameters: { hops: { usual: 3, most: 254 } },
    make: ({ hops = 0 }) => {
      const mids = many(hops - 1, (i) => `mid${i}`)
      const ids = ['in1', ...mids, 'edge1']
      return {
        description: `${hops} hops in a row`,
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
        description: `one intermediate that feeds ${edges} edges`,
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
        description: `a tree of ${depth} levels below the ingress, ${fanout} children each`,
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
        description: `${depth} layers of ${width} intermediates, each linked to all of the layer before`,
        nodes: {
          ...INGRESS,
          ...nodesOf(layers.slice(1, -1).flat(), 'intermediate'),
          ...nodesOf(layers.at(-1) ?? [], 'edge'),
        },
        links,
      }
    },
  },
}

export const GENERATOR_NAMES = Object.keys(GENERATORS)

export interface Generated {
  /** `chain:hops=5` made fit for a folder: `chain-hops-5`. */
  readonly name: string
  readonly topology: TopologyInput
}

/** Takes what follows TOPOLOGY=. Null when that is no generator's name; throws an Error when its numbers are wrong. */
export const generate = (text: string): Generated | null => {
  const [name = '', rest = ''] = text.split(/:(.*)/s)
  const generator = Object.hasOwn(GENERATORS, name) ? GENERATORS[name] : undefined
  if (!generator) return null
  const { parameters } = generator
  const faults: string[] = []
  const given = new Map<string, number>()
  for (const part of rest === '' ? [] : rest.split(',')) {
    const [key = '', value = ''] = part.split(/=(.*)/s).map((side) => side.trim())
    const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined
    const known = Object.keys(parameters)
    if (!parameter) faults.push(`unknown "${key}", expected ${known.join(' and ')}${didYouMean(key, known)}`)
    else if (given.has(key)) faults.push(`"${key}" is given twice`)
    else if (!/^\d{1,4}$/.test(value) || Number(value) < 1 || Number(value) > parameter.most) {
      faults.push(`found ${key}="${value}", expected a whole number from 1 to ${parameter.most}`)
    } else given.set(key, Number(value))
  }
  if (faults.length > 0) throw new Error(`${text}: ${faults.join('; ')}`)
  const numbers = Object.fromEntries(
    Object.entries(parameters).map(([key, { usual }]): [string, number] => [key, given.get(key) ?? usual]),
  )
  const counted = generator.count?.(numbers)
  if (counted && counted.nodes > MAX_NODES)
    throw new Error(`${text}: makes ${counted.nodes} nodes, expected at most ${MAX_NODES}`)
  if (counted && counted.links > MAX_LINKS)
    throw new Error(`${text}: makes ${counted.links} links, expected at most ${MAX_LINKS}`)
  const made = generator.make(numbers)
  return {
    name: text.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, ''),
    topology: { ...made, streams: { cam: { source: 'auto' } } },
  }
}

type Numbers = Readonly<Record<string, number>>

/** A tree of 8^6 edges is counted rather than made. */
function treeCount({ depth = 0, fanout = 0 }: Numbers) {
  const nodes = Array.from({ length: depth + 1 }, (_, level) => fanout ** level).reduce((sum, level) => sum + level, 0)
  return { nodes, links: nodes - 1 }
}

function meshCount({ width = 0, depth = 0 }: Numbers) {
  return { nodes: 1 + width * (depth + 1), links: width + width * width * depth }
}
