import assert from 'node:assert/strict'
import test from 'node:test'
import { faultsOf, type Series, summarize } from './series.ts'
import { fanOutTable, missedTargets, ratioTo } from './table.ts'

/** Ten seconds of 200 viewers at 10 µs a chunk, of which a third is the user's. */
const series = (change: Partial<Series> = {}): Series => ({
  seconds: 10,
  cpuSeconds: 0.6,
  userShare: 1 / 3,
  viewersCpuSeconds: 0.3,
  viewers: 200,
  steady: 200,
  sent: 300,
  sourceGapMillis: 35,
  chunks: 60_000,
  bytes: 252e6,
  missing: 0,
  repeated: 0,
  torn: 0,
  closed: 0,
  behind: 0,
  residentBytes: 80e6,
  gap: { p50: 34, p99: 36, max: 40, count: 200 },
  delay: { p50: 1, p99: 4, max: 5, count: 983 },
  ...change,
})
const micros = (value: number): Series => series({ cpuSeconds: value * 0.06 })

test('series: a summary is the median of its rounds, but the worst of what may not be', () => {
  const rounds = [micros(9), { ...micros(30), sourceGapMillis: 90 }, micros(10)]
  const summary = summarize('Weir /mse', rounds)
  assert.ok(Math.abs(summary.microsPerChunk - 10) < 1e-9)
  assert.ok(Math.abs(summary.userMicrosPerChunk - 10 / 3) < 1e-9)
  assert.deepEqual(
    summary.spreadMicros.map((value) => Math.round(value)),
    [9, 30],
  )
  assert.equal(summary.sourceGapMillis, 90)
  assert.equal(summary.cores, 0.06)
  assert.deepEqual(summary.faults, [])
})

test('series: chunks on their way at either end of a window are no fault', () => {
  assert.deepEqual(faultsOf(series({ sent: 301, chunks: 60_090, behind: 1 })), [])
})

test('series: whatever a viewer did not get is said', () => {
  const cases: readonly [Partial<Series>, RegExp][] = [
    [{ missing: 3 }, /^3 missing$/],
    [{ repeated: 1 }, /^1 repeated$/],
    [{ torn: 2 }, /^2 torn$/],
    [{ closed: 4 }, /^4 closed$/],
    [{ steady: 199 }, /^199 of 200 viewers stayed$/],
    [{ chunks: 59_000 }, /^59000 of 60000 chunks arrived$/],
    [{ behind: 12 }, /^the last viewer is 12 chunks behind$/],
    [{ sent: 250, chunks: 50_000 }, /^the source made 250 chunks where 300 were due$/],
  ]
  for (const [change, expected] of cases) assert.match(faultsOf(series(change)).join('; '), expected)
})

test('series: an empty one is no figure', () => {
  assert.throws(() => faultsOf(series({ chunks: 0 })), /an empty series: no viewer got any chunk/)
  assert.throws(() => faultsOf(series({ sent: 0 })), /an empty series/)
  assert.throws(() => faultsOf(series({ cpuSeconds: 0 })), /an empty series: the server took no CPU/)
  assert.throws(() => summarize('nginx with rtmp', []), /an empty series: nginx with rtmp was not measured/)
})

const at = (server: string, value: number, viewers = 200) => summarize(server, [{ ...micros(value), viewers }])

test('fan-out: ratios are to the baseline with as many viewers', () => {
  const mse = at('Weir /mse', 12)
  assert.equal(ratioTo([at('ws pre-framed', 10), mse], mse, 'ws pre-framed')?.toFixed(3), '1.200')
  assert.equal(ratioTo([{ ...at('ws pre-framed', 10), viewers: 500 }, mse], mse, 'ws pre-framed'), undefined)
})

test('fan-out: the edge is held to ws pre-framed, from 200 viewers on, and nothing else is', () => {
  const rows = (mse: number) => [
    at('ws pre-framed', 10),
    at('ws naive', 20),
    at("before's Weir /mse", 20),
    at('Weir /mse', mse),
  ]
  assert.deepEqual(missedTargets(rows(11)), [])
  assert.deepEqual(missedTargets(rows(11.2)), [
    'Weir /mse with 200 viewers: 1.12 × ws pre-framed, at most 1.1 expected',
  ])
  const few = rows(20).map((summary) => ({ ...summary, viewers: 50 }))
  assert.deepEqual(missedTargets(few), [])
  assert.match(
    missedTargets([{ ...at('ws naive', 10), faults: ['1 torn'] }]).join(),
    /^ws naive with 200 viewers: 1 torn$/,
  )
})

test('fan-out: the table says what was left out, and what did not arrive', () => {
  const broken = { ...at('Weir /push', 10), faults: ['7 missing', '1 closed'] }
  const table = fanOutTable([at('ws pre-framed', 10), broken], [{ name: 'nginx with rtmp', missing: 'no nginx' }])
  assert.match(table, /\| Weir \/push +\| 10\.0 \(10\.0–10\.0\) .* 1\.00 +\| reached .* 7 missing; 1 closed +\|/)
  assert.match(table, /\nLeft out: nginx with rtmp \(no nginx\)\.$/)
})
