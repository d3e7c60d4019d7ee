import assert from 'node:assert/strict'
import test from 'node:test'
import { createNodeMetrics } from '@weir/metrics'
import { createFigures } from '../figures/index.ts'
import { createHop } from './hop.ts'

test('hop: what still waits to be entered does not bring the series of a link back that is gone', async () => {
  const metrics = createNodeMetrics({ processMetrics: false })
  const figures = createFigures()
  const hop = createHop({ from: 'mid', to: 'edge1', metrics, figures })
  const bytes = async () => (await metrics.linkBytes.get()).values.map(({ value }) => value)
  hop.bytes(1000)
  hop.bytes(200)
  figures.settle()
  assert.deepEqual(await bytes(), [1200])
  hop.bytes(1000)
  hop.end(true)
  await new Promise(setImmediate)
  figures.settle()
  assert.deepEqual(await bytes(), [])
  figures.close()
})
