import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { loadPlan, loadPlans, loadYaml } from './load.ts'
import { ID_PATTERN } from './schema.ts'

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

test('the folder of a topology.yaml stands for it, and a lab by its name alone is told where it is', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-load-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const named of ['labs/three-regions', 'labs/three-regions/', './labs/three-regions#three-regions'])
    assert.equal(loadPlan(named, 'topology.yaml').topology, 'three-regions')
  assert.deepEqual(
    loadPlans('labs/three-regions', 'labs/three-regions').map(({ topology }) => topology),
    ['three-regions'],
  )
  assert.match(loadYaml('labs/three-regions', 'topology.yaml'), /^ {2}three-regions:$/m)
  assert.throws(() => loadPlan('labs/three-regions#two', 'topology.yaml'), {
    message: /^TOPOLOGY=two is not known, expected a topology of labs\/three-regions\/topology\.yaml \(three-regions\)/,
  })
  assert.throws(() => loadPlan('three-regions', 'topology.yaml'), {
    message: /^TOPOLOGY=three-regions is not known, .*; did you mean labs\/three-regions\?$/,
  })
  assert.throws(() => loadPlan(`${folder}/`, 'topology.yaml'), {
    message: `${folder}/ is a folder without topology.yaml, expected a topology file, a name in topology.yaml or a generator`,
  })
})

test('a name that is not there', () => {
  assert.throws(() => loadPlan('diamnd', 'topology.yaml'), {
    message:
      'TOPOLOGY=diamnd is not known, expected a topology of topology.yaml (chain, diamond, star, tree, mesh, ' +
      'twin-ingress, solo) or a generator (chain, star, tree, mesh, cdn); did you mean "diamond"?',
  })
})

test('a topology as a file of its own plans the same, whether a generator made it or one of several has it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-yaml-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'mine.yaml')
  for (const asked of [
    'chain:hops=5,delay=20ms,loss=0.1%,redundancy=standby',
    'cdn:regions=3,edges=4,parents=2,delay=40ms',
    'cdn:regions=2,redundancy=hot',
    'mesh',
    'twin-ingress',
    'tree:depth=1',
    'labs/bad-last-mile/topology.yaml',
    'labs/three-regions/topology.yaml',
  ]) {
    // What it names beside itself is as far from there.
    const text = loadYaml(asked, 'topology.yaml').replaceAll('../../services', `${process.cwd()}/services`)
    writeFileSync(file, text)
    const { topology: _, ...plan } = loadPlan(asked, 'topology.yaml')
    const { topology, ...again } = loadPlan(file, 'topology.yaml')
    assert.deepEqual(again, plan, asked)
    assert.match(topology, ID_PATTERN)
    // A file's own comments are as wide as they were.
    const wide = text.split('\n').filter((line) => line.length > 120 && !line.trim().startsWith('#'))
    assert.deepEqual(asked.includes('/') ? [] : wide, [])
  }
})

test('a file made of a generator reads as topology.yaml does', () => {
  assert.equal(
    loadYaml('cdn:regions=1,edges=2,delay=40ms', 'topology.yaml'),
    [
      '# From TOPOLOGY=cdn:regions=1,edges=2,delay=40ms, by `weir render --yaml`.',
      '# In labs/ the next line lets an editor complete and check it; in a folder further down, begin its path with ../',
      '# yaml-language-server: $schema=topology.schema.json',
      '',
      'topologies:',
      '  cdn:',
      '    description: an ingress and 1 region of 2 intermediates and 2 edges',
      '    defaults:',
      '      redundancy: standby',
      '    streams:',
      '      cam: { source: auto }',
      '    nodes:',
      '      in1: { kind: ingress, streams: [ cam ] }',
      '      mid-a1: { kind: intermediate, group: reg-a }',
      '      mid-a2: { kind: intermediate, group: reg-a }',
      '      edge-a1: { kind: edge, group: reg-a, prefer: [ mid-a1, mid-a2 ] }',
      '      edge-a2: { kind: edge, group: reg-a, prefer: [ mid-a2, mid-a1 ] }',
      '    links:',
      '      - { from: in1, to: mid-a1, impair: { delay: 40ms } }',
      '      - { from: in1, to: mid-a2, impair: { delay: 40ms } }',
      '      - [ mid-a1, edge-a1 ]',
      '      - [ mid-a2, edge-a1 ]',
      '      - [ mid-a1, edge-a2 ]',
      '      - [ mid-a2, edge-a2 ]',
      '',
    ].join('\n'),
  )
})
