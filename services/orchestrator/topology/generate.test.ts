import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { generate } from './generate.ts'
import { readSource } from './source.ts'
import { verify } from './verify.ts'

const sizes: Readonly<Record<string, { name: string; nodes: number; links: number }>> = {
  'chain:hops=5': { name: 'chain-hops-5', nodes: 6, links: 5 },
  'chain:hops=1': { name: 'chain-hops-1', nodes: 2, links: 1 },
  chain: { name: 'chain', nodes: 4, links: 3 },
  'star:edges=4': { name: 'star-edges-4', nodes: 6, links: 5 },
  'tree:depth=3,fanout=2': { name: 'tree-depth-3-fanout-2', nodes: 15, links: 14 },
  'cdn:regions=3,edges=4,parents=2,delay=40ms': {
    name: 'cdn-regions-3-edges-4-parents-2-delay-40ms',
    nodes: 1 + 3 * (4 + 2),
    links: 3 * (2 + 4 * 2),
  },
  cdn: { name: 'cdn', nodes: 1 + 3 * (2 + 2), links: 3 * (2 + 2 * 2) },
  'mesh:width=2,depth=3': { name: 'mesh-width-2-depth-3', nodes: 9, links: 2 + 4 + 4 + 4 },
}
for (const [text, { name, nodes, links }] of Object.entries(sizes)) {
  test(text, () => {
    const made = generate(text)
    assert.equal(made?.name, name)
    assert.equal(Object.keys(made?.topology.nodes ?? {}).length, nodes)
    assert.equal(made?.topology.links?.length, links)
  })
}

test('labs of hundreds of nodes are made', () => {
  for (const [text, nodes] of [
    ['chain:hops=254', 255],
    ['star:edges=998', 1000],
    ['mesh:width=10,depth=98', 991],
  ] as const)
    assert.equal(Object.keys(generate(text)?.topology.nodes ?? {}).length, nodes)
})

const refused: Readonly<Record<string, string>> = {
  'chain:hops=0': 'chain:hops=0: found hops="0", expected a whole number from 1 to 254',
  'chain:hopps=3':
    'chain:hopps=3: unknown "hopps", expected one of hops, delay, jitter, rate, loss, redundancy; did you mean "hops"?',
  'mesh:width=x,depth=999':
    'mesh:width=x,depth=999: found width="x", expected a whole number from 1 to 500; found depth="999", expected a whole number from 1 to 250',
  'tree:depth=6,fanout=8': 'tree:depth=6,fanout=8: makes 299,593 nodes, expected at most 1,000',
  'mesh:width=110,depth=8': 'mesh:width=110,depth=8: makes 96,910 links, expected at most 10,000',
  'cdn:regions=50,edges=64': 'cdn:regions=50,edges=64: makes 3,301 nodes, expected at most 1,000',
  'tree:depth=20,fanout=20': 'tree:depth=20,fanout=20: makes more than 1,000,000,000 nodes, expected at most 1,000',
  'chain:delay=20,rate=0mbit,redundancy=both,loss=':
    'chain:delay=20,rate=0mbit,redundancy=both,loss=: found delay="20", expected a duration up to 60s, such as 20ms or 1.5s; ' +
    'found rate="0mbit", expected a rate above 0 such as 20mbit or 800kbit (bit/s, powers of 1000); ' +
    'found redundancy="both", expected one of hot, standby, none; found loss="", expected a percentage up to 100%, such as 0.1%',
  'chain:latency=20ms':
    'chain:latency=20ms: unknown "latency", expected one of hops, delay, jitter, rate, loss, redundancy; did you mean "delay"?',
  'star:edges=2,edges=3': 'star:edges=2,edges=3: "edges" is given twice',
}
for (const [text, message] of Object.entries(refused)) {
  test(`${text} is refused`, () => assert.throws(() => generate(text), { message }))
}

test('what is no generator is left to others', () => assert.equal(generate('ring:nodes=3'), null))

test('whatever they make is sound', () => {
  const text = fc.oneof(
    fc.integer({ min: 1, max: 50 }).map((hops) => `chain:hops=${hops}`),
    fc.integer({ min: 1, max: 64 }).map((edges) => `star:edges=${edges}`),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }))
      .map(([depth, fanout]) => `tree:depth=${depth},fanout=${fanout}`),
    fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .map(([width, depth]) => `mesh:width=${width},depth=${depth}`),
    fc
      .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 2 }), fc.constantFrom('hot', 'standby', 'none'))
      .map(
        ([regions, parents, redundancy]) =>
          `cdn:regions=${regions},edges=1,parents=${parents},redundancy=${redundancy}`,
      ),
    fc.integer({ min: 1, max: 50 }).map((hops) => `chain:hops=${hops},delay=5ms,jitter=1ms,rate=20mbit,loss=0.5%`),
  )
  fc.assert(
    fc.property(text, (one) => {
      const value = { topologies: { t: generate(one)?.topology } }
      assert.deepEqual(verify(readSource(stringify(value, { aliasDuplicateObjects: false })), () => {}).faults, [])
    }),
    { numRuns: 60 },
  )
})

test('the delay of a cdn lies between the ingress and its regions, that of the others on every link', () => {
  const { topology } = generate('cdn:regions=2,edges=1,delay=40ms') ?? assert.fail()
  const impaired = (topology.links ?? []).filter((link) => !Array.isArray(link))
  assert.deepEqual(impaired, [
    { from: 'in1', to: 'mid-a1', impair: { delay: '40ms' } },
    { from: 'in1', to: 'mid-a2', impair: { delay: '40ms' } },
    { from: 'in1', to: 'mid-b1', impair: { delay: '40ms' } },
    { from: 'in1', to: 'mid-b2', impair: { delay: '40ms' } },
  ])
  assert.deepEqual(generate('chain:delay=20ms')?.topology.defaults, { impair: { delay: '20ms' } })
})
