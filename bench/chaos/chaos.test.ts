import assert from 'node:assert/strict'
import test from 'node:test'
import { leakFault, type Sample, trendOf } from './leak.ts'
import { nothingMayBeLost } from './promise.ts'
import { type ChaosFault, type Step, schedule, survivors } from './schedule.ts'

const node = (id: string, role: 'ingress' | 'intermediate' | 'edge') => ({ id, roles: [role] })
const link = (from: string, to: string) => ({ from, to, impair: {}, emulation: 'user' as const })
const DIAMOND = {
  nodes: [node('in1', 'ingress'), node('a', 'intermediate'), node('b', 'intermediate'), node('edge1', 'edge')],
  links: [link('in1', 'a'), link('in1', 'b'), link('a', 'edge1'), link('b', 'edge1')],
}
const first = (seed: number, count: number): Step[] => {
  const steps = schedule(seed, DIAMOND)
  return Array.from({ length: count }, () => steps.next().value)
}

test('chaos: the same seed breaks the same things, another one others', () => {
  assert.deepEqual(first(5, 200), first(5, 200))
  assert.notDeepEqual(first(5, 200), first(6, 200))
})

test('chaos: every kind of fault comes up, and what is broken together has no node in common', () => {
  const steps = first(1, 500)
  const kinds = new Set(steps.flatMap(({ faults }) => faults.map(({ kind }) => kind)))
  assert.deepEqual([...kinds].sort(), ['freeze', 'kill', 'link', 'restart'])
  for (const { faults } of steps) {
    const nodes = faults.flatMap((fault) => (fault.kind === 'link' ? [fault.from, fault.to] : [fault.node]))
    assert.equal(new Set(nodes).size, nodes.length)
  }
})

test('chaos: one relay and one edge live through it all', () => {
  const lasting = survivors(DIAMOND.nodes)
  assert.deepEqual([...lasting], ['b', 'edge1'])
  for (const { faults } of first(2, 500)) {
    for (const fault of faults) assert.ok(fault.kind === 'link' || fault.kind === 'freeze' || !lasting.has(fault.node))
  }
})

const kill = (id: string): ChaosFault => ({ kind: 'kill', node: id })
const cut = (from: string, to: string): ChaosFault => ({ kind: 'link', from, to, impair: {}, text: '' })
const PROMISES: [string, ChaosFault[], boolean][] = [
  ['one of two intermediates', [kill('a')], true],
  ['both', [kill('a'), kill('b')], false],
  ['one intermediate and a link of the other', [kill('a'), cut('b', 'edge1')], false],
  ['two links of one way', [cut('in1', 'a'), cut('a', 'edge1')], true],
  ['the ingress', [kill('in1')], false],
  ['the edge', [kill('edge1')], false],
]
for (const [name, faults, promised] of PROMISES) {
  test(`chaos: ${name} broken: ${promised ? 'nothing may be lost' : 'no promise'}`, () => {
    assert.equal(nothingMayBeLost(DIAMOND, faults), promised)
  })
}

const life = (bytesAt: (minute: number) => number, minutes = 15, liveAt = (_minute: number) => 20e6): Sample[] =>
  Array.from({ length: minutes * 6 }, (_, index) => ({
    startedSeconds: 1,
    atSeconds: index * 10,
    residentBytes: bytesAt(index / 6),
    cpuSeconds: 0,
    heapBytes: liveAt(index / 6) + (index % 4) * 5e6,
    externalBytes: 0,
    openFiles: 30 + (index % 5),
    connections: index % 5,
    queueBytes: 0,
    droppedChunks: 0,
  }))

test('leak: a process that warms up and then stays is none, one that grows is', () => {
  const warms = trendOf(life((minute) => 60e6 + Math.min(minute, 1) * 40e6 + (Math.round(minute * 6) % 3) * 5e6))
  assert.ok(warms)
  assert.equal(leakFault(warms), undefined)
  const grows = trendOf(life((minute) => 60e6 + minute * 8e6))
  assert.ok(grows)
  assert.match(leakFault(grows) ?? '', /grew/)
  assert.ok(Math.abs(grows.bytesPerMinute - 8e6) < 1e5)
})

test('leak: what stands after the deepest collections tells a leak that resident memory hides', () => {
  const swings = trendOf(
    life(
      (minute) => 100e6 + (Math.round(minute * 6) % 5) * 10e6,
      15,
      (minute) => 20e6 + minute * 2e6,
    ),
  )
  assert.match((swings && leakFault(swings)) ?? '', /live memory grew/)
})

test('leak: a short life says nothing', () => {
  assert.equal(trendOf(life(() => 1, 6)), undefined)
})
