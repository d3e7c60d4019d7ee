// Any directed acyclic graph plans; any cycle is refused.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { expand } from './expand.ts'
import { TopologyFile } from './schema.ts'
import { readSource } from './source.ts'
import { verify } from './verify.ts'

const nothing = {
  readTrace: () => {
    throw new Error('no traces here')
  },
  resolvePath: (path: string) => path,
}
const faults = (value: object) => verify(readSource(stringify(value)), nothing.readTrace).faults

/** A graph with links from lower to higher numbers only, and every node linked; the kinds follow from the links. */
const graph = fc
  .integer({ min: 2, max: 30 })
  .chain((count) =>
    fc.tuple(
      fc.constant(count),
      fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 60 }),
      fc.array(fc.nat(1_000_000), { minLength: count, maxLength: count }),
    ),
  )
  .map(([count, pairs, picks]) => {
    const links = new Map<string, [number, number]>()
    for (const [a, b] of pairs)
      if (a !== b) links.set(`${Math.min(a, b)} ${Math.max(a, b)}`, [Math.min(a, b), Math.max(a, b)])
    for (let node = 0; node < count; node++) {
      if ([...links.values()].some((link) => link.includes(node))) continue
      const other = node === 0 ? 1 : (picks[node] as number) % node
      links.set(`${Math.min(node, other)} ${Math.max(node, other)}`, [Math.min(node, other), Math.max(node, other)])
    }
    return { count, links: [...links.values()] }
  })

const topologyOf = ({ count, links }: { count: number; links: [number, number][] }) => {
  const ids = Array.from({ length: count }, (_, i) => `n${i}`)
  const nodes = ids.map((id, i) => {
    if (!links.some((link) => link[1] === i)) return [id, { kind: 'ingress', streams: [`s${i}`] }]
    return [id, { kind: links.some((link) => link[0] === i) ? 'intermediate' : 'edge' }]
  })
  const streams = nodes.flatMap(([, node]) =>
    ((node as { streams?: string[] }).streams ?? []).map((name) => [name, { source: 'test' }]),
  )
  return {
    streams: Object.fromEntries(streams),
    nodes: Object.fromEntries(nodes),
    links: links.map(([from, to]) => [ids[from], ids[to]]),
  }
}

test('every acyclic graph plans, with a node and an index for each and every link kept', () => {
  fc.assert(
    fc.property(graph, (shape) => {
      const file = { topologies: { t: topologyOf(shape) } }
      assert.deepEqual(faults(file), [])
      const plan = expand('t', Object.values(TopologyFile.parse(file).topologies)[0] as never, nothing)
      assert.equal(new Set(plan.nodes.map((node) => node.index)).size, shape.count)
      assert.deepEqual(
        plan.links.map(({ from, to }) => [from, to]),
        shape.links.map(([from, to]) => [`n${from}`, `n${to}`]),
      )
    }),
    { numRuns: 200 },
  )
})

test('every graph with a link back is refused, and the cycle that is named is one', () => {
  fc.assert(
    fc.property(graph, fc.nat(1_000_000), (shape, pick) => {
      const [from, to] = shape.links[pick % shape.links.length] as [number, number]
      const topology = topologyOf({ ...shape, links: [...shape.links, [to, from]] })
      const cycle = faults({ topologies: { t: topology } })
        .map(({ message }) => /^cycle (.*), expected/.exec(message)?.[1]?.split(' -> '))
        .find((found) => found !== undefined)
      assert.ok(cycle, 'a cycle is named')
      assert.equal(cycle[0], cycle.at(-1))
      for (const [i, id] of cycle.slice(1).entries()) {
        assert.ok(topology.links.some((link) => link[0] === cycle[i] && link[1] === id))
      }
    }),
    { numRuns: 200 },
  )
})

test('no text makes the verifier throw', () => {
  const word = fc.constantFrom(
    'topologies',
    't',
    'nodes',
    'links',
    'streams',
    'kind',
    'edge',
    'impair',
    'delay',
    '20ms',
    'in1',
  )
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      word,
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(word, tie('any'), { maxKeys: 4 }),
    ),
  })).any
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        value.map((any) => stringify(any)),
      ),
      (text) => {
        verify(readSource(text), nothing.readTrace)
      },
    ),
    { numRuns: 500 },
  )
})

test('a node, a stream and a topology called constructor plan as any other', () => {
  const text =
    'topologies: { constructor: { streams: { constructor: { source: test } }, nodes: { constructor: { kind: ingress, streams: [constructor] }, e: { kind: edge } }, links: [[constructor, e]] } }'
  const { file } = verify(readSource(text), nothing.readTrace)
  const plan = expand('constructor', Object.values(file?.topologies ?? {})[0] as never, nothing)
  assert.deepEqual(
    plan.nodes.map(({ id, streams }) => [id, Object.keys(streams)]),
    [
      ['constructor', ['constructor']],
      ['e', []],
    ],
  )
})
