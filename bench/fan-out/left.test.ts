import assert from 'node:assert/strict'
import test from 'node:test'
import { type Churned, churnTable, type Left, missedChurn } from './left.ts'

const BEFORE: Left = { residentBytes: 80e6, heapBytes: 12e6, externalBytes: 3e6, activeResources: 7, openFiles: 29 }
const churned = (after: Partial<Left>, change: Partial<Churned> = {}): Churned => ({
  server: 'Weir',
  seconds: 300,
  left: 15_000,
  chunks: 900_000,
  faults: 0,
  before: BEFORE,
  after: { ...BEFORE, ...after },
  ...change,
})

test('churn: what swings is no leak', () => {
  assert.deepEqual(missedChurn(churned({ heapBytes: 13.5e6, residentBytes: 95e6, openFiles: 30 })), [])
  assert.match(churnTable([churned({})]), /\| Weir +\| 300 +\| 15000 +\| 15\.0 \/ 15\.0 .* 29 \/ 29 .* 7 \/ 7 /)
})

test('churn: what stays of each viewer is one', () => {
  assert.match(missedChurn(churned({ heapBytes: 15e6 })).join(), /3\.0 MB of live memory stay .* 200 bytes each/)
  assert.match(missedChurn(churned({ externalBytes: 6e6 })).join(), /3\.0 MB of live memory stay/)
  assert.match(missedChurn(churned({ residentBytes: 101e6 })).join(), /21\.0 MB stay resident/)
  assert.match(missedChurn(churned({ openFiles: 32 })).join(), /3 more files are open/)
  assert.match(missedChurn(churned({ activeResources: 10 })).join(), /3 more handles are open/)
  assert.match(missedChurn(churned({}, { faults: 1 })).join(), /1 connections or chunks failed/)
})

test('churn: nobody who came, or nothing that was watched, is no figure', () => {
  assert.throws(() => missedChurn(churned({}, { left: 0 })), /an empty series/)
  assert.throws(() => missedChurn(churned({}, { chunks: 0 })), /an empty series/)
})
