import assert from 'node:assert/strict'
import test from 'node:test'
import { createNodeMetrics, LATENCY_BUCKETS_SECONDS } from './index.ts'

test('every family keeps the Prometheus conventions', async () => {
  const { registry } = createNodeMetrics({ processMetrics: false })
  for (const { name, help, type } of await registry.getMetricsAsJSON()) {
    assert.match(name, /^weir_[a-z_]+$/)
    assert.ok(help.length > 20, `${name} says what it is`)
    assert.equal(String(type) === 'counter', name.endsWith('_total'), `${name} ends in _total exactly when it counts`)
    if (String(type) === 'histogram') assert.match(name, /_seconds$/)
  }
})

test('two nodes in one process do not share figures', async () => {
  const [one, other] = [createNodeMetrics(), createNodeMetrics()]
  one.failovers.inc({ reason: 'close' })
  assert.match(await one.registry.metrics(), /weir_failovers_total\{reason="close"\} 1/)
  assert.doesNotMatch(await other.registry.metrics(), /weir_failovers_total\{reason="close"\}/)
})

test('a link that is gone leaves no series behind', async () => {
  const metrics = createNodeMetrics({ processMetrics: false })
  metrics.linkUp.set({ from: 'a', to: 'b' }, 1)
  metrics.linkUp.remove({ from: 'a', to: 'b' })
  assert.doesNotMatch(await metrics.registry.metrics(), /from="a"/)
})

test('latency buckets rise from 50 µs to 10 s', () => {
  assert.equal(LATENCY_BUCKETS_SECONDS[0], 50e-6)
  assert.equal(LATENCY_BUCKETS_SECONDS.at(-1), 10)
  assert.deepEqual(
    LATENCY_BUCKETS_SECONDS,
    [...LATENCY_BUCKETS_SECONDS].sort((a, b) => a - b),
  )
})
