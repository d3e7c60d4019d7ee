import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { loadPlan } from './load.ts'

test('every shipped topology plans', () => {
  for (const name of ['chain', 'diamond', 'star', 'tree', 'mesh', 'twin-ingress', 'solo']) {
    const plan = loadPlan(name, 'topology.yaml')
    assert.equal(plan.topology, name)
    assert.deepEqual(
      plan.nodes.map((node) => node.index),
      plan.nodes.map((_, i) => i),
    )
  }
})

test('the default is the diamond, with numbers in place of text', () => {
  const plan = loadPlan(undefined, 'topology.yaml')
  assert.equal(plan.topology, 'diamond')
  assert.deepEqual(plan.links[1], {
    from: 'in1',
    to: 'mid-b',
    impair: { delaySeconds: 0.02, jitterSeconds: 0.003, rateBitsPerSecond: 20_000_000, loss: 0.001 },
    emulation: 'user',
  })
})

test('a node with both roles runs the main that does both', () => {
  assert.equal(loadPlan('solo', 'topology.yaml').nodes[0]?.main, 'solo')
})

test('a generator stands in for a name', () => {
  assert.equal(loadPlan('chain:hops=5', 'topology.yaml').nodes.length, 6)
  assert.equal(loadPlan('chain:hops=5', 'topology.yaml').topology, 'chain-hops-5')
})

test('a file by any name, in YAML or JSON', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-load-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const lab = {
    topologies: {
      mine: {
        streams: { cam: { source: 'test' } },
        nodes: { a: { kind: 'ingress', streams: ['cam'] }, b: { kind: 'edge' } },
        links: [['a', 'b']],
      },
    },
  }
  for (const name of ['lab.json', 'lab.yaml', 'lab']) {
    writeFileSync(join(folder, name), JSON.stringify(lab))
    assert.equal(loadPlan(`${join(folder, name)}#mine`, 'topology.yaml').nodes.length, 2)
  }
  assert.throws(() => loadPlan('labs/none.txt', 'topology.yaml'), { message: /^no file labs\/none\.txt, expected/ })
})

test('a name that is not there', () => {
  assert.throws(() => loadPlan('diamnd', 'topology.yaml'), {
    message:
      'TOPOLOGY=diamnd is not known, expected a topology of topology.yaml (chain, diamond, star, tree, mesh, ' +
      'twin-ingress, solo); did you mean "diamond"?',
  })
})
