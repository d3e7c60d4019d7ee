import assert from 'node:assert/strict'
import test from 'node:test'
import { holdingsOf, metricSum, seriesIn } from './lab-metrics.ts'

const TEXT = `# HELP weir_downlink_queue_bytes Bytes that wait
# TYPE weir_downlink_queue_bytes gauge
weir_downlink_queue_bytes{to="edge1"} 100
weir_downlink_queue_bytes{to="a } b"} 20
process_start_time_seconds 1700000000
process_resident_memory_bytes 5e7
process_open_fds 30
`

test('metrics: a family is summed over its labels', () => {
  assert.equal(metricSum(TEXT, 'weir_downlink_queue_bytes'), 120)
  assert.equal(metricSum(TEXT, 'process_open_fds'), 30)
  assert.equal(metricSum(TEXT, 'weir_downlink'), undefined)
})

test('metrics: what carries a value is a series', () => {
  assert.equal(seriesIn(TEXT), 5)
})

test('metrics: what a process holds', () => {
  assert.equal(holdingsOf(TEXT)?.residentBytes, 50_000_000)
  assert.equal(holdingsOf(TEXT)?.queueBytes, 120)
  assert.equal(holdingsOf('<html>'), undefined)
})
