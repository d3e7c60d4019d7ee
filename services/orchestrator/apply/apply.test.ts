import assert from 'node:assert/strict'
import test from 'node:test'
import { expand } from '../topology/expand.ts'
import type { Plan } from '../topology/plan.ts'
import type { TopologyInput } from '../topology/schema.ts'
import { differenceOf, isSame } from './difference.ts'
import { differenceText } from './difference-text.ts'
import { settle } from './settle.ts'

const around = { resolvePath: (path: string) => path, readTrace: () => [] }
const diamond: TopologyInput = {
  streams: { cam: { source: 'test' } },
  nodes: {
    in1: { kind: 'ingress', streams: ['cam'] },
    'mid-a': { kind: 'intermediate' },
    'mid-b': { kind: 'intermediate' },
    edge1: { kind: 'edge' },
  },
  links: [
    ['in1', 'mid-a'],
    { from: 'in1', to: 'mid-b', impair: { delay: 0.02 } },
    ['mid-a', 'edge1'],
    ['mid-b', 'edge1'],
  ],
} as unknown as TopologyInput
const plan = (change: Partial<TopologyInput> = {}): Plan => expand('diamond', { ...diamond, ...change }, around)
const links = diamond.links ?? []
const { edge1, ...others } = diamond.nodes

const CASES: Readonly<Record<string, { now: Plan; lines: readonly string[]; rewired?: readonly string[] }>> = {
  nothing: { now: plan(), lines: [] },
  'another description': { now: plan({ description: 'the same in other words' }), lines: [] },
  'nodes in another order': { now: plan({ nodes: { edge1: { kind: 'edge' }, ...others } }), lines: [] },
  'an edge more': {
    now: plan({ nodes: { edge0: { kind: 'edge' }, ...diamond.nodes }, links: [...links, ['mid-a', 'edge0']] }),
    lines: ['+ edge0', '+ mid-a:edge0'],
  },
  'a node less': {
    now: plan({
      nodes: { in1: { kind: 'ingress', streams: ['cam'] }, 'mid-a': { kind: 'intermediate' }, edge1: { kind: 'edge' } },
      links: [links[0], links[2]] as TopologyInput['links'],
    }),
    lines: ['- mid-b', '- in1:mid-b', '- mid-b:edge1'],
    rewired: ['edge1'],
  },
  'a link more': { now: plan({ links: [...links, ['in1', 'edge1']] }), lines: ['+ in1:edge1'], rewired: ['edge1'] },
  'parents in another order': {
    now: plan({ links: [links[0], links[1], links[3], links[2]] as TopologyInput['links'] }),
    lines: ['~ edge1: its parents in another order'],
    rewired: ['edge1'],
  },
  'another impairment': {
    now: plan({
      links: [
        links[0],
        { from: 'in1', to: 'mid-b', impair: { loss: 0.01 } },
        links[2],
        links[3],
      ] as unknown as TopologyInput['links'],
    }),
    lines: ['~ in1:mid-b: 20ms, now 1%'],
    rewired: ['mid-b'],
  },
  'the kernel in place of the shaper': {
    now: plan({
      links: [
        links[0],
        links[1],
        links[2],
        { from: 'mid-b', to: 'edge1', emulation: 'netem' },
      ] as TopologyInput['links'],
    }),
    lines: ['~ edge1, which starts anew: emulation of mid-b:edge1'],
  },
  'other streams and another redundancy': {
    now: plan({
      streams: { cam: { source: 'test', frameRate: 60 } },
      nodes: { ...others, edge1: { kind: 'edge', redundancy: 'standby' } },
    }),
    lines: ['~ in1, which starts anew: stream cam', '~ edge1, which starts anew: redundancy'],
  },
  'another group': {
    now: plan({ nodes: { ...diamond.nodes, 'mid-b': { kind: 'intermediate', group: 'reg-a' } } }),
    lines: ['~ mid-b: group none, now "reg-a"'],
  },
  'another role': {
    now: plan({ nodes: { ...diamond.nodes, 'mid-b': { roles: ['intermediate', 'edge'] } } }),
    lines: ['~ mid-b, which starts anew: roles'],
  },
}

for (const [name, { now, lines, rewired = [] }] of Object.entries(CASES)) {
  test(`difference: ${name}`, () => {
    const difference = differenceOf(plan(), now)
    assert.deepEqual(differenceText(difference), lines)
    assert.deepEqual(difference.rewiredNodes, rewired)
    assert.equal(isSame(difference), lines.length === 0)
    // What was kept on disk, and what was settled, differ in nothing.
    assert.ok(isSame(differenceOf(JSON.parse(JSON.stringify(now)), now)))
    assert.ok(isSame(differenceOf(settle(plan(), now), now)))
  })
}

test('who stays keeps index and slot; who comes gets one that nobody had', () => {
  const { now } = CASES['a node less'] as { now: Plan }
  const fewer = settle(plan(), now)
  assert.deepEqual(
    fewer.nodes.map(({ id, index }) => `${id} ${index}`),
    ['in1 0', 'mid-a 1', 'edge1 3'],
  )
  assert.deepEqual(
    fewer.links.map(({ from, to, slot }) => `${from}:${to} ${slot}`),
    ['in1:mid-a 0', 'mid-a:edge1 2'],
  )
  const more = settle(
    fewer,
    plan({ nodes: { edge0: { kind: 'edge' }, ...diamond.nodes }, links: [['mid-a', 'edge0'], ...links] }),
  )
  assert.deepEqual(
    more.nodes.map(({ id, index }) => `${id} ${index}`),
    ['edge0 4', 'in1 0', 'mid-a 1', 'mid-b 5', 'edge1 3'],
  )
  assert.deepEqual(
    more.links.map(({ from, to, slot }) => `${from}:${to} ${slot}`),
    ['mid-a:edge0 1', 'in1:mid-a 0', 'in1:mid-b 3', 'mid-a:edge1 2', 'mid-b:edge1 4'],
  )
})
