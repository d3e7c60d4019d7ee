import assert from 'node:assert/strict'
import test from 'node:test'
import { buildChunk, type Chunk } from './chunk.ts'
import { createFanOut, type TrackReader } from './fan-out.ts'

const chunkOf = (sequence: number): Chunk =>
  buildChunk(
    {
      type: 'chunk',
      keyframe: true,
      discontinuity: false,
      end: false,
      replay: false,
      trackId: 0,
      epoch: 1,
      group: 0,
      sequence,
      durationMicros: 1,
      checksum: 0,
      decodeTimeMicros: 0,
      captureTimeMicros: 0,
    },
    [],
    () => ({ nodeIndex: 0, receiveMicros: 0, sendMicros: 0, offsetMicros: 0, errorMicros: 0 }),
    Buffer.from('payload'),
    true,
  )

test('fan-out: relays are served before viewers, whoever came first, and all of a form get one buffer', () => {
  const served: string[] = []
  const buffers = new Map<string, Buffer>()
  const reader = (name: string, form: TrackReader['form'], relay: boolean): TrackReader => {
    const take = (_chunk: Chunk, message: Buffer) => {
      served.push(name)
      buffers.set(name, message)
    }
    return { form, relay, init: take, chunk: take, replay: take }
  }
  const fanOut = createFanOut()
  fanOut.add(reader('page 1', 'media', false))
  fanOut.add(reader('viewer 1', 'wire', false))
  const gone = reader('gone', 'wire', true)
  fanOut.add(gone)
  fanOut.add(reader('relay 1', 'wire', true))
  fanOut.add(reader('viewer 2', 'wire', false))
  fanOut.add(reader('page 2', 'media', false))
  fanOut.add(reader('relay 2', 'wire', true))
  fanOut.remove(gone)
  assert.equal(fanOut.readers, 6)

  fanOut.chunk(chunkOf(0))
  assert.deepEqual(served, ['relay 1', 'relay 2', 'page 1', 'viewer 1', 'viewer 2', 'page 2'])
  assert.equal(buffers.get('viewer 1'), buffers.get('relay 2'))
  assert.equal(buffers.get('page 1'), buffers.get('page 2'))
  assert.notEqual(buffers.get('page 1'), buffers.get('viewer 1'))
})
