import assert from 'node:assert/strict'
import test from 'node:test'
import { groupReport, type Report } from './report.ts'
import { logHead, logLine, table } from './table.ts'
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
    withoutPicture: 0,
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
    edge: 'http://an-edge-in-the-far-west',
    stuck: false,
    connected: true,
    joined: true,
    playing: true,
    withoutPictureSeconds: 0,
    freshChunks: 90,
    jumps: 0,
  }
  const report: Report = {
    elapsedSeconds: 3,
    sleptSeconds: 0,
    bufferMillis: 100,
    reading: groupReport(tally, []),
    stuck: null,
    firstFaults: ['at 12.123 s, viewer 99999: 30 × missing, video 1000/45 (group 1) and more that does not fit'],
    perEdge: [edge('edge1', 0), edge('an-edge-in-the-far-west', 3)],
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
  const lines = table(report, { chunksPerSecond: 30, bitsPerSecond: 1e6 }, 80).split('\n')
  assert.ok(lines.includes('connections      0 lost, 1 failed dial, 0 chunks missed meanwhile'), lines.join('\n'))
  const from = (head: string) => lines.slice(lines.findIndex((line) => line.startsWith(head)))
  assert.deepEqual(from('TIMES').slice(0, 3), [
    'TIMES IN MS                   P50   P99   MAX',
    'join                            -     -     -',
    'capture to here              8.00  40.0  40.0',
  ])
  assert.deepEqual(from('EDGE').slice(0, 3), [
    'EDGE            VIEWERS  PLAYING  STALLS  FAULTS  LOST  GAP MAX  PATH P50   MAX',
    'edge1                 1        1       0       0     0    512.5      4.25  40.0',
    'an-edge-in-th…        1        1       3       0     0    512.5      4.25  40.0',
  ])
  assert.deepEqual(from('WORST'), [
    'WORST                           STALLS  STALLED S  NO PICTURE S  FAULTS  GAP MAX',
    'viewer 7 on an-edge-in-the-fa…       3       1.50          0.00       0    512.5',
    '',
    'at 12.123 s, viewer 99999: 30 × missing, video 1000/45 (group 1) and more that',
    '  does not fit',
  ])
  for (const line of lines) assert.ok(line.length <= 80, line)
})

test('a line a second fits into 80 columns under its head, also of the largest crowd', () => {
  const tally = createTally()
  tally.gap.record(123_456_789)
  tally.faults.missing = 12
  const reading = { ...groupReport(tally, []), viewers: 100_000, connected: 99_999, playing: 99_998, stalls: 12_345 }
  const report = { elapsedSeconds: 86_400, reading } as Report
  const line = logLine(report, { chunksPerSecond: 3_000_000, bitsPerSecond: 99e9 })
  assert.equal(logHead(), 'SECONDS  CONNECTED  PLAYING  CHUNKS/S  MBIT/S  PATH P50  GAP MAX  STALLS  FAULTS')
  assert.ok(logHead().length <= 80)
  assert.equal(line, '  86400  99999/100000    99998   3000000  99000.0         -  123469.8   12345      12')
})
