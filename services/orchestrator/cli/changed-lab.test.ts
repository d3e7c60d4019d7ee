// Ports stay with nodes over changes of a lab, whatever comes before them in its file.
import assert from 'node:assert/strict'
import test from 'node:test'
import { labPorts } from '@weir/test-support'
import type { Lab } from '../runtime/lab.ts'
import { loadPlan } from '../topology/load.ts'
import type { Plan } from '../topology/plan.ts'
import { changedLab } from './changed-lab.ts'

/** A lab in which only these edges stand in that order. */
const planOf = (...edges: readonly string[]): Plan => {
  const star = loadPlan('star:edges=1', 'topology.yaml')
  const [edge] = star.nodes.filter(({ roles }) => roles.includes('edge'))
  const others = star.nodes.filter((node) => node !== edge)
  return {
    ...star,
    nodes: [...edges.map((id, i) => ({ ...(edge as Plan['nodes'][number]), id, index: i })), ...others],
    links: [],
  }
}

test('an edge keeps its port whoever comes or goes before it, and has it again when it comes back', async () => {
  const [first = 0] = await labPorts(1)
  const ports = { console: 1, prometheus: 2, grafana: 3, nodes: 4, edges: { edge1: first, edge2: first + 1 } }
  let lab = { plan: planOf('edge1', 'edge2'), bind: '127.0.0.1', ports } as unknown as Lab
  const after = async (...edges: readonly string[]) => {
    lab = await changedLab(lab, planOf(...edges))
    return lab.ports.edges
  }
  const { edge0, ...more } = await after('edge0', 'edge1', 'edge2')
  assert.deepEqual(more, ports.edges)
  assert.ok(edge0 !== undefined && edge0 > first + 1)
  assert.deepEqual(await after('edge2'), { edge2: first + 1 })
  const another = (await after('edge3', 'edge2')).edge3 ?? 0
  assert.ok(![first, first + 1, edge0].includes(another), 'an address that somebody may still watch at')
  assert.deepEqual(await after('edge0', 'edge1', 'edge2'), { edge0, edge1: first, edge2: first + 1 })
})
