// Labs of many nodes: they come up within the time that was said beforehand, and leave nothing.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type RuntimeName, upLab } from './lab.ts'

export const comesUp = (runtime: RuntimeName, edges: number) => async (t: TestContext) => {
  const { up, status } = await upLab(t, `star:edges=${edges}`, runtime, { WEIR_GRAFANA: 'off', WEIR_PROMETHEUS: '' })
  const said = /has (\d+) nodes: about ([\d.]+) GB of memory, and some (\d+) s until it is up, at most (\d+) s/.exec(
    up.output,
  )
  assert.equal(Number(said?.[1]), edges + 2, up.output)
  const took = Number(/is up after ([\d.]+) s/.exec(up.output)?.[1])
  t.diagnostic(
    `${edges + 2} nodes, ${runtime}: up after ${took} s, ${said?.[3]} s were expected, ${said?.[4]} s allowed`,
  )
  assert.ok(took <= Number(said?.[4]), up.output)
  assert.deepEqual(
    status.nodes.filter(({ state }) => state !== 'running').map(({ id }) => id),
    [],
  )
}
