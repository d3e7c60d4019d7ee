import assert from 'node:assert/strict'
import test from 'node:test'
import type { NodeState } from '@weir/relay/config'
import type { Lab } from '../runtime/lab.ts'
import type { NodeRunState, RunningNode } from '../runtime/runtime.ts'
import { loadPlan } from '../topology/load.ts'
import { snapshot } from './snapshot.ts'

const plan = loadPlan('chain', 'topology.yaml')
const edge = plan.nodes.at(-1)?.id ?? ''
const parent = plan.links.find(({ to }) => to === edge)?.from ?? ''
const lab = { plan, bind: '127.0.0.1', ports: { console: 1, prometheus: 2, grafana: 3 } } as unknown as Lab
const told = new Map([
  [
    edge,
    {
      faults: ['no parent is connected'],
      healthy: false,
      tracks: [],
      parents: [{ id: parent, state: 'connecting' }],
    } as unknown as NodeState,
  ],
])

test('a log that lost one line says so in the singular', () => {
  const faultsOf = (lines: number) => {
    const run = { id: edge, state: 'running', lostLines: { lines, reason: 'the disk is full' } } as RunningNode
    const runtime = { name: 'process', nodes: () => [run], prometheusUrl: null, grafanaUrl: null } as const
    return snapshot(lab, runtime, new Map(), () => undefined).nodes.find(({ id }) => id === edge)?.faults
  }
  assert.deepEqual(faultsOf(1), ['1 line of its log could not be written: the disk is full'])
  assert.deepEqual(faultsOf(2), ['2 lines of its log could not be written: the disk is full'])
})

const seen = (state: NodeRunState) => {
  const nodes = plan.nodes.map(({ id }) => ({ id, state: id === edge ? state : 'running' }) as RunningNode)
  const runtime = { name: 'docker', nodes: () => nodes, prometheusUrl: null, grafanaUrl: null } as const
  const now = snapshot(lab, runtime, told, () => undefined)
  const link = now.links.find(({ to }) => to === edge)
  return [now.nodes.find(({ id }) => id === edge)?.faults, link?.state, now.troubles.some((one) => /parent/.test(one))]
}

test('what a node told before it was stopped or frozen is told no more', () => {
  assert.deepEqual(seen('running'), [['no parent is connected'], 'connecting', true])
  for (const state of ['stopped', 'frozen', 'restarting', 'failed'] as const)
    assert.deepEqual(seen(state), [[], 'down', false])
})
