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
  'chain:hopps=3': 'chain:hopps=3: unknown "hopps", expected hops; did you mean "hops"?',
  'mesh:width=x,depth=999':
    'mesh:width=x,depth=999: found width="x", expected a whole number from 1 to 500; found depth="999", expected a whole number from 1 to 250',
  'tree:depth=6,fanout=8': 'tree:depth=6,fanout=8: makes 299593 nodes, expected at most 1000',
  'mesh:width=110,depth=8': 'mesh:width=110,depth=8: makes 96910 links, expected at most 10000',
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
  )
  fc.assert(
    fc.property(text, (one) => {
      const value = { topologies: { t: generate(one)?.topology } }
      assert.deepEqual(verify(readSource(stringify(value, { aliasDuplicateObjects: false })), () => {}).faults, [])
    }),
    { numRuns: 60 },
  )
})
