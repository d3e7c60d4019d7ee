// Boxes judged by mp4box.js: an init segment must parse as a fragmented movie, a chunk as one sample of its track.
import assert from 'node:assert/strict'
import test from 'node:test'
import { createFile, type ISOFile, type Movie, MP4BoxBuffer, type Sample as ParsedSample } from 'mp4box'
import { CHUNK_OVERHEAD_BYTES, cmafChunk, codecString, initSegment, mimeType, type Track } from './index.ts'

const AVC_C = '0142c01effe100196742c01eda0280bfe5c044000003000400000300f23c58ba8001000468ce3c80'
const VIDEO: Track = {
  kind: 'video',
  id: 1,
  timescale: 90_000,
  width: 640,
  height: 360,
  avcC: Uint8Array.from(Buffer.from(AVC_C, 'hex')),
}
const AUDIO: Track = {
  kind: 'audio',
  id: 2,
  timescale: 48_000,
  sampleRate: 48_000,
  channels: 2,
  config: Uint8Array.from([0x11, 0x90, 0x56, 0xe5, 0x00]),
  bitrate: 64_000,
}

/** Parses the pieces as one file. */
const parse = (...pieces: Uint8Array<ArrayBuffer>[]): { file: ISOFile; movie: Movie; samples: ParsedSample[] } => {
  const file = createFile()
  const samples: ParsedSample[] = []
  let movie: Movie | undefined
  file.onReady = (info) => {
    movie = info
    for (const { id } of info.tracks) file.setExtractionOptions(id, undefined, { nbSamples: 1 })
    file.start()
  }
  file.onSamples = (_id, _user, some) => samples.push(...some)
  let at = 0
  for (const piece of pieces) {
    file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(piece.slice().buffer, at))
    at += piece.length
  }
  file.flush()
  assert.ok(movie, 'the init segment was not understood')
  return { file, movie, samples }
}

test('an init segment of each track, and of both', () => {
  for (const tracks of [[VIDEO], [AUDIO], [VIDEO, AUDIO]]) {
    const { movie } = parse(initSegment(tracks))
    assert.equal(movie.isFragmented, true)
    assert.equal(movie.duration, 0, 'a duration would take Chromium out of its live mode')
    assert.deepEqual(
      movie.tracks.map(({ id, codec, timescale }) => ({ id, codec: codec.toLowerCase(), timescale })),
      tracks.map((track) => ({ id: track.id, codec: codecString(track), timescale: track.timescale })),
    )
  }
  const { movie } = parse(initSegment([VIDEO, AUDIO]))
  assert.deepEqual(movie.tracks[0]?.video, { width: 640, height: 360 })
  assert.deepEqual(movie.tracks[1]?.audio, { sample_rate: 48_000, channel_count: 2, sample_size: 16 })
})

test('an init segment has no mehd, and names what it holds', () => {
  const bytes = Buffer.from(initSegment([VIDEO, AUDIO]))
  assert.equal(bytes.includes('mehd'), false)
  assert.equal(mimeType([VIDEO, AUDIO]), 'video/mp4; codecs="avc1.42c01e,mp4a.40.2"')
  assert.equal(mimeType([AUDIO]), 'audio/mp4; codecs="mp4a.40.2"')
})

test('a chunk is one sample, where and as long as it was said', () => {
  const sample = {
    sequenceNumber: 7,
    decodeTime: 2 ** 33 + 5,
    duration: 3000,
    data: Uint8Array.from([0, 0, 0, 1, 0x65]),
  }
  const { file, samples } = parse(
    initSegment([VIDEO, AUDIO]),
    cmafChunk({ ...sample, trackId: 1, keyframe: true }),
    cmafChunk({ ...sample, trackId: 1, keyframe: false, decodeTime: sample.decodeTime + 3000 }),
    cmafChunk({
      trackId: 2,
      sequenceNumber: 1,
      decodeTime: 1024,
      duration: 1024,
      keyframe: true,
      data: Uint8Array.of(9),
    }),
  )
  const facts = ({ track_id, dts, cts, duration, is_sync, data }: ParsedSample) => ({
    track_id,
    dts,
    cts,
    duration,
    is_sync,
    data: [...(data ?? [])],
  })
  const video = {
    track_id: 1,
    dts: 2 ** 33 + 5,
    cts: 2 ** 33 + 5,
    duration: 3000,
    is_sync: true,
    data: [0, 0, 0, 1, 0x65],
  }
  assert.deepEqual(samples.toSorted((a, b) => a.track_id - b.track_id || a.dts - b.dts).map(facts), [
    video,
    { ...video, dts: video.dts + 3000, cts: video.cts + 3000, is_sync: false },
    { track_id: 2, dts: 1024, cts: 1024, duration: 1024, is_sync: true, data: [9] },
  ])
  assert.deepEqual(
    file.moofs.map(({ size }) => size),
    [CHUNK_OVERHEAD_BYTES - 8, CHUNK_OVERHEAD_BYTES - 8, CHUNK_OVERHEAD_BYTES - 8],
  )
})
