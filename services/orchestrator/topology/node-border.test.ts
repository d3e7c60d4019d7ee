import assert from 'node:assert/strict'
import test from 'node:test'
import { IMPAIR_LIMITS, type Limits, MAX_BYTES_LIMITS, STREAM_LIMITS, StreamConfig } from '@weir/relay/config'
import { expand } from './expand.ts'
import { nodeBorder } from './node-border.ts'
import { TopologyFile } from './schema.ts'
import { BYTES, DURATION, RATE } from './units.ts'

const around = { resolvePath: (path: string) => path, readTrace: () => [] }
const fileOf = (stream: object, impair: object = {}, backpressure: object = {}) => ({
  topologies: {
    t: {
      streams: { cam: { source: 'test', ...stream } },
      nodes: { in1: { kind: 'ingress', streams: ['cam'] }, edge1: { kind: 'edge', backpressure } },
      links: [{ from: 'in1', to: 'edge1', impair }],
    },
  },
})

/** Where each limit is written, and how. */
const KEYS: readonly (readonly [string, Limits, (value: number) => object])[] = [
  ['gop', STREAM_LIMITS.gopSeconds, (value) => fileOf({ gop: DURATION.write(value) })],
  ['frameRate', STREAM_LIMITS.frameRate, (value) => fileOf({ frameRate: value })],
  ['videoBitrate', STREAM_LIMITS.videoBitrate, (value) => fileOf({ videoBitrate: RATE.write(value) })],
  ['audioBitrate', STREAM_LIMITS.audioBitrate, (value) => fileOf({ audioBitrate: RATE.write(value) })],
  ['width', STREAM_LIMITS.width, (value) => fileOf({ size: `${value}x360` })],
  ['height', STREAM_LIMITS.height, (value) => fileOf({ size: `640x${value}` })],
  ['delay', IMPAIR_LIMITS.delaySeconds, (value) => fileOf({}, { delay: DURATION.write(value) })],
  ['rate', IMPAIR_LIMITS.rateBitsPerSecond, (value) => fileOf({}, { rate: RATE.write(value) })],
  ['maxBytes', MAX_BYTES_LIMITS, (value) => fileOf({}, {}, { maxBytes: BYTES.write(value) })],
]
for (const [name, { least, most }, file] of KEYS) {
  test(`${name}: the file takes what the node takes, from ${least} to ${most}, and no more`, () => {
    for (const value of [least, most]) {
      const parsed = TopologyFile.parse(file(value))
      const topology = parsed.topologies.t
      assert.ok(topology)
      assert.doesNotThrow(() => expand('t', topology, around))
      assert.deepEqual(nodeBorder(parsed), [])
    }
    for (const value of [least - 2, most * 2])
      assert.equal(TopologyFile.safeParse(file(value)).success, false, `${value}`)
  })
}

test('what the nodes refuse all the same has its place in the file', () => {
  const parsed = TopologyFile.parse(fileOf({}))
  const stream = parsed.topologies.t?.streams.cam
  assert.ok(stream)
  Object.assign(stream, { gop: 60, size: { width: 641, height: 360 } })
  assert.deepEqual(nodeBorder(parsed), [
    {
      path: ['topologies', 't', 'streams', 'cam', 'size'],
      message: 'found 641, which the nodes refuse: expected an even number',
    },
    {
      path: ['topologies', 't', 'streams', 'cam', 'gop'],
      message: 'found 60, which the nodes refuse: Too big: expected number to be <=30',
    },
  ])
})

test('a node refuses what its own schema does not take', () => {
  assert.equal(StreamConfig.safeParse({ source: 'test', width: 641 }).success, false)
  assert.equal(StreamConfig.safeParse({ source: 'test', gopSeconds: 31 }).success, false)
})
