// A lab whose file changes while people watch: `make up` says what differs, `make up APPLY=1` makes it so, and who watches
// an edge that stays misses nothing. In both runtimes.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Snapshot } from '@weir/orchestrator/console/snapshot'
import { type RuntimeName, watchEdge, workplace } from './lab.ts'

const VIEWERS = 10
/** What is lost by a change shows within so long after it. */
const CALM_SECONDS = 5

const topology = (nodes: string, links: string) =>
  `topologies:
  mine:
    streams: { cam: { source: test, audio: false } }
    nodes:
      in1: { kind: ingress, streams: [cam] }
${nodes}
      edge1: { kind: edge }
    links: [${links}]
`
const BEFORE = topology(
  '      mid-a: { kind: intermediate }\n      mid-b: { kind: intermediate }',
  '[in1, mid-a], [in1, mid-b], [mid-a, edge1], [mid-b, edge1]',
)
/** mid-b goes, mid-c comes in its place, with an edge of its own; a link between two that stay; one is impaired. */
const AFTER = topology(
  '      mid-a: { kind: intermediate }\n      mid-c: { kind: intermediate }\n      edge2: { kind: edge }',
  '[in1, mid-a], { from: in1, to: mid-c, impair: { delay: 20ms } }, [in1, edge1], [mid-a, edge1], [mid-c, edge1], [mid-c, edge2]',
)

/** A link more between two that stay, of which the parent would be told nothing else. */
const LINKED = AFTER.replace('[mid-c, edge2]]', '[mid-c, edge2], [in1, edge2]]')

export const changedWhileWatched = (runtime: RuntimeName) => async (t: TestContext) => {
  const { make, weir, env } = workplace(t, { WEIR_GRAFANA: 'off', RUNTIME: runtime })
  const folder = mkdtempSync(join(tmpdir(), 'weir-changed-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'mine.yaml')
  const up = async (...more: readonly string[]) => make('up', `TOPOLOGY=${file}`, `RUNTIME=${runtime}`, ...more)
  const state = async () =>
    (await (await fetch(`http://127.0.0.1:${env.WEIR_CONSOLE_PORT}/api/state`)).json()) as Snapshot
  writeFileSync(file, BEFORE)
  const first = await up()
  assert.equal(first.code, 0, first.output)
  const before = await state()

  const edge = `http://127.0.0.1:${env.WEIR_EDGE_PORT}`
  const watched = watchEdge(t, edge, env, '--viewers', String(VIEWERS))
  writeFileSync(file, AFTER)
  const told = await up()
  assert.notEqual(told.code, 0)
  for (const line of ['+ mid-c', '+ edge2', '- mid-b', '+ in1:edge1', '- in1:mid-b', 'make up APPLY=1'])
    assert.ok(told.output.includes(line), `${line} in ${told.output}`)

  const applied = await up('APPLY=1')
  assert.equal(applied.code, 0, applied.output)
  assert.match(applied.output, /mine is changed after/)
  const after = await state()
  assert.deepEqual(
    after.nodes.map(({ id, state, healthy }) => `${id} ${state} ${healthy}`),
    ['in1', 'mid-a', 'mid-c', 'edge2', 'edge1'].map((id) => `${id} running true`),
  )
  assert.deepEqual(
    after.links.map(({ from, to, state, impairText }) => `${from} ${to} ${state} ${impairText}`.trim()),
    ['in1 mid-a up', 'in1 mid-c up 20ms', 'in1 edge1 up', 'mid-a edge1 up', 'mid-c edge1 up', 'mid-c edge2 up'],
  )
  for (const id of ['in1', 'mid-a', 'edge1']) {
    const uptime = ({ nodes }: Snapshot) => nodes.find((node) => node.id === id)?.detail?.uptimeSeconds ?? 0
    assert.ok(uptime(after) > uptime(before), `${id} was not started again`)
  }
  // Edges that came later are known to those that were there.
  const { edges } = (await (await fetch(`${edge}/api/edges`)).json()) as { edges: readonly { id: string }[] }
  assert.deepEqual(
    edges.map(({ id }) => id),
    ['edge2', 'edge1'],
  )

  await sleep(CALM_SECONDS * 1000)
  const { reading, output } = await watched()
  assert.deepEqual([reading.joined, reading.withoutPicture], [VIEWERS, 0], output)
  assert.equal(reading.disconnects, 0, output)
  assert.equal(reading.faults.missing ?? 0, 0, output)
  t.diagnostic(`${runtime}: changed within ${applied.seconds.toFixed(1)} s, ${reading.stalls} stalls`)

  // A node that starts again by itself still knows what was applied.
  const restarted = await weir('restart', 'edge1')
  assert.equal(restarted.code, 0, restarted.output)
  const untilParents = async (node: string, expected: string) => {
    const deadline = performance.now() + 30_000
    const parents = async () =>
      (await state()).nodes.find(({ id }) => id === node)?.detail?.parents.map(({ id, state }) => `${id} ${state}`)
    while (String(await parents()) !== expected) {
      assert.ok(performance.now() < deadline, `${node} has ${await parents()}`)
      await sleep(200)
    }
  }
  await untilParents('edge1', 'in1 up,mid-a up,mid-c up')

  writeFileSync(file, LINKED)
  const linked = await up('APPLY=1')
  assert.equal(linked.code, 0, linked.output)
  await untilParents('edge2', 'mid-c up,in1 up')
  // So does one that is told of its children: in Docker it pushes to nobody else.
  assert.equal((await weir('restart', 'in1')).code, 0)
  await untilParents('edge2', 'mid-c up,in1 up')
  await untilParents('edge1', 'in1 up,mid-a up,mid-c up')
}
