import assert from 'node:assert/strict'
import test from 'node:test'
import { loadPlan } from '../topology/load.ts'
import { needsOf, needsText, tooMuch } from './needs.ts'

const plan = (name: string) => loadPlan(name, 'topology.yaml')

test('the time that is waited grows with the number of nodes, and is never less than a minute', () => {
  const most = (name: string, runtime: 'process' | 'docker') => needsOf(plan(name), runtime, 2).mostSeconds
  assert.equal(most('diamond', 'process'), 60)
  assert.ok(most('star:edges=200', 'process') > most('star:edges=100', 'process'))
  assert.ok(most('star:edges=23', 'docker') > most('star:edges=23', 'process'))
})

test('what it takes is said beforehand of labs that take some', () => {
  const said = (name: string) => needsText(plan(name), needsOf(plan(name), 'process', 2), 90)
  assert.equal(said('diamond'), null)
  assert.match(
    said('star:edges=38') ?? '',
    /^star-edges-38 has 40 nodes: about 1\.\d GB of memory, and some \d+ s until it is up, at most 90 s$/,
  )
})

test('a stream of a high rate with long groups takes as much as its caches will hold, in every node that it reaches', () => {
  const star = plan('star:edges=8')
  const bytes = (change: object) => {
    const nodes = star.nodes.map((node) => ({
      ...node,
      streams: Object.fromEntries(
        Object.entries(node.streams).map(([name, stream]) => [name, { ...stream, ...change }]),
      ),
    }))
    return needsOf({ ...star, nodes }, 'process', 2).memoryBytes
  }
  const usual = bytes({})
  const large = { width: 3840, height: 2160, videoBitrate: 20e6 }
  // 30 s and the 2 s besides are 80 MB in each of the 10 nodes, and a second less for each second less.
  assert.ok(Math.abs(bytes({ ...large, gopSeconds: 30 }) - usual - (1000e6 + 0.2e9 - 200e6)) < 25e6)
  assert.ok(Math.abs(bytes({ ...large, gopSeconds: 30 }) - bytes({ ...large, gopSeconds: 10 }) - 500e6) < 10e6)
  // The bound of a cache is a bound here too.
  const silent = { videoBitrate: 1e9, audio: false }
  assert.equal(bytes({ ...silent, gopSeconds: 30 }), bytes({ ...silent, gopSeconds: 29 }))
})

test('what memory does not allow is refused, and nothing else', () => {
  const refused = (name: string, bytes: number) => tooMuch(plan(name), needsOf(plan(name), 'process', 2), bytes)
  assert.deepEqual(refused('star:edges=38', 24e9), [])
  assert.deepEqual(refused('star:edges=400', 24e9), [])
  assert.match(
    refused('star:edges=400', 8e9)[0] ?? '',
    /^star-edges-400 has 402 nodes, which take about 1[34]\.\d GB of memory; this machine has 8\.0 GB left, expected fewer/,
  )
})
