import assert from 'node:assert/strict'
import test from 'node:test'
import { loadPlan } from '../load.ts'
import { dot } from './dot.ts'
import { impairText } from './impair-text.ts'
import { mermaid } from './mermaid.ts'
import { svg } from './svg.ts'

const diamond = loadPlan('diamond', 'topology.yaml')

test('Mermaid', () => {
  assert.equal(
    mermaid(diamond),
    [
      'flowchart LR',
      '  n0[/"in1<br/><small>ingress</small>"/]',
      '  n1["mid-a<br/><small>intermediate</small>"]',
      '  n2["mid-b<br/><small>intermediate</small>"]',
      '  n3(["edge1<br/><small>edge</small>"])',
      '  n0 --> n1',
      '  n0 -->|"20ms ±3ms 20mbit 0.1%"| n2',
      '  n1 --> n3',
      '  n2 --> n3',
      '',
    ].join('\n'),
  )
})

test('DOT', () => {
  const text = dot(diamond)
  assert.match(text, /^digraph "diamond" \{\n {2}rankdir=LR\n/)
  assert.match(text, /"in1" -> "mid-b" \[label="20ms ±3ms 20mbit 0\.1%"\]/)
})

test('SVG: every node and link is there once, and nodes stand to the right of their parents', () => {
  for (const name of ['chain', 'diamond', 'star', 'tree', 'mesh', 'twin-ingress', 'solo', 'chain:hops=50']) {
    const plan = loadPlan(name, 'topology.yaml')
    const text = svg(plan)
    const left = new Map(
      [...text.matchAll(/data-node="([^"]+)"><rect x="([\d.]+)"/g)].map((match) => [match[1], Number(match[2])]),
    )
    assert.equal(left.size, plan.nodes.length)
    assert.equal([...text.matchAll(/data-link=/g)].length, plan.links.length)
    for (const { from, to } of plan.links)
      assert.ok((left.get(from) ?? 0) < (left.get(to) ?? 0), `${from} before ${to}`)
  }
})

test('an impairment in words, as topology.yaml would write it', () => {
  for (const [impair, text] of [
    [{}, ''],
    [{ direction: 'both', seed: 7 }, ''],
    [{ partition: true, delaySeconds: 0.003 }, 'partition 3ms'],
    [{ delaySeconds: 0.02, jitterSeconds: 0.003, rateBitsPerSecond: 20e6, loss: 0.001 }, '20ms ±3ms 20mbit 0.1%'],
    [{ rateBitsPerSecond: 800e3 }, '800kbit'],
    [{ rateBitsPerSecond: 1.5e9, direction: 'up' }, '1.5gbit up'],
    [{ trace: [{ atSeconds: 0 }] }, 'trace'],
  ] as const)
    assert.equal(impairText(impair), text)
})
