import assert from 'node:assert/strict'
import test from 'node:test'
import { groupReport, type Report } from './report.ts'
import { table } from './table.ts'
import { createTally } from './tally.ts'

test('the table has heads, a row for each edge, the worst viewers, and one of a thing in the singular', () => {
  const tally = createTally()
  tally.failedDials = 1
  for (const millis of [4, 8, 40]) tally.path.record(millis * 1000)
  const edge = (name: string, stalls: number) => ({
    edge: `http://${name}`,
    id: name,
    viewers: 1,
    connected: 1,
    playing: 1,
    freshChunks: 90,
    stalls,
    stalledSeconds: stalls / 2,
    disconnects: 0,
    faults: 0,
    largestGapMillis: 512.5,
    pathNowMillis: { p50: 4.25, max: 40 },
    liveNowMillis: { p50: 104, max: 140 },
  })
  const viewer = {
    viewer: 7,
    edge: 'http://edge2',
    stuck: false,
    connected: true,
    playing: true,
    freshChunks: 90,
    jumps: 0,
  }
  const report: Report = {
    elapsedSeconds: 3,
    bufferMillis: 100,
    reading: groupReport(tally, []),
    stuck: null,
    samples: [],
    perEdge: [edge('edge1', 0), edge('edge2', 3)],
    perViewer: [
      {
        ...viewer,
        stalls: 3,
        stalledSeconds: 1.5,
        disconnects: 0,
        faults: 0,
        largestGapMillis: 512.5,
        pathNowMillis: 4,
        liveNowMillis: 104,
      },
    ],
    rssBytes: 50e6,
    ok: true,
  }
  const lines = table(report, { chunksPerSecond: 30, bitsPerSecond: 1e6 }).split('\n')
  assert.ok(lines.includes('connections      0 lost, 1 failed dial, 0 chunks missed away'), lines.join('\n'))
  const from = (head: string) => lines.slice(lines.findIndex((line) => line.startsWith(head)))
  assert.deepEqual(from('TIMES').slice(0, 3), [
    'TIMES                        P50 MS  P99 MS  MAX MS',
    'join                              -       -       -',
    'capture to here                8.00    40.0    40.0',
  ])
  assert.deepEqual(from('EDGE').slice(0, 3), [
    'EDGE   VIEWERS  PLAYING  STALLS  FAULTS  LOST  LARGEST GAP MS  PATH P50 MS  MAX MS',
    'edge1        1        1       0       0     0           512.5         4.25    40.0',
    'edge2        1        1       3       0     0           512.5         4.25    40.0',
  ])
  assert.deepEqual(from('WORST'), [
    'WORST              STALLS  STALLED S  FAULTS  LARGEST GAP MS',
    'viewer 7 on edge2       3       1.50       0           512.5',
  ])
})
