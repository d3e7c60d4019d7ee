import assert from 'node:assert/strict'
import test from 'node:test'
import type { NodeState } from '@weir/relay/config'
import { loadPlan } from '../topology/load.ts'
import { troublesOf } from './troubles.ts'

const plan = loadPlan('chain', 'topology.yaml')
const [ingress, edge] = [plan.nodes[0]?.id ?? '', plan.nodes.at(-1)?.id ?? '']
const track = (stream: string, received: number, silentSeconds: number) => ({ stream, received, silentSeconds })
const states = (faults: readonly string[], tracks: readonly ReturnType<typeof track>[]) =>
  new Map([
    [ingress, { faults, tracks: [track('cam', 5, 60)] } as unknown as NodeState],
    [edge, { faults: [], tracks } as unknown as NodeState],
  ])

test('a node that is not well says why', () => {
  assert.deepEqual(troublesOf(plan, states(['cam: waiting for the first frame'], [])), [
    `${ingress}: cam: waiting for the first frame`,
  ])
})

test('a stream that an edge had and no longer gets is one trouble, of its liveliest track', () => {
  assert.deepEqual(troublesOf(plan, states([], [track('cam', 900, 12.7), track('cam', 300, 12.9)])), [
    `${edge} has had nothing of cam for 12 s`,
  ])
  assert.deepEqual(troublesOf(plan, states([], [track('cam', 900, 0.02), track('cam', 300, 12.9)])), [])
})

test('a stream that never came is waited for, and an edge that asks on demand may be silent', () => {
  assert.deepEqual(troublesOf(plan, states([], [track('cam', 0, 60)])), [])
  const onDemand = { ...plan, nodes: plan.nodes.map((node) => ({ ...node, demand: 'viewers' as const })) }
  assert.deepEqual(troublesOf(onDemand, states([], [track('cam', 9, 60)])), [])
})
