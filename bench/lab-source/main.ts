// An ingress without camera or encoder: chunks of the size and cadence of 640×360 at 30 fps (about 1 Mbit/s, a keyframe
// each second) with 48 kHz sound beside them, each published when it is due. For benches of the relays, on machines where
// an ffmpeg would take the processor that is to be measured. Nothing can decode it: viewers verify, browsers can't play.
import { type PublishedChunk, type RelayNode, runNode } from '@weir/relay'

const FRAMES_PER_SECOND = 30
const SOUND_CHUNK_SECONDS = 1024 / 48_000
const KEYFRAME_BYTES = 24_000
const FRAME_BYTES = 3_500
const SOUND_BYTES = 170

interface Cadence {
  readonly track: string
  readonly periodSeconds: number
  readonly perGroup: number
  readonly bytesAt: (indexInGroup: number) => number
}

const CADENCES: readonly Cadence[] = [
  {
    track: 'video',
    periodSeconds: 1 / FRAMES_PER_SECOND,
    perGroup: FRAMES_PER_SECOND,
    bytesAt: (index) => (index === 0 ? KEYFRAME_BYTES : FRAME_BYTES),
  },
  { track: 'audio', periodSeconds: SOUND_CHUNK_SECONDS, perGroup: 47, bytesAt: () => SOUND_BYTES },
]

const START_MICROS = 1_000_000

/** Chunk `index` of a track. Bytes differ from chunk to chunk, so that a mix-up breaks the checksum. */
const chunkAt = ({ track, periodSeconds, perGroup, bytesAt }: Cadence, index: number, now: number): PublishedChunk => {
  const startsGroup = index % perGroup === 0
  const payload = Buffer.alloc(bytesAt(index % perGroup), `${track} ${index} `)
  return {
    keyframe: track === 'audio' || startsGroup,
    startsGroup,
    decodeTimeMicros: START_MICROS + Math.round(index * periodSeconds * 1e6),
    durationMicros: Math.round(periodSeconds * 1e6),
    captureTimeMicros: now,
    payload,
  }
}

const feed = (node: RelayNode, stream: string): (() => void) => {
  const publisher = node.publish(stream)
  const init = Buffer.from('an init segment that nothing can decode')
  publisher.start({
    mime: 'video/mp4; codecs="avc1.42c01e,mp4a.40.2"',
    init,
    tracks: [
      { name: 'video', kind: 'video', codec: 'avc1.42c01e', width: 640, height: 360, frameRate: 30, init },
      { name: 'audio', kind: 'audio', codec: 'mp4a.40.2', sampleRate: 48_000, channels: 2, init },
    ],
  })
  const startMillis = performance.now()
  const timers = new Map<string, NodeJS.Timeout>()
  const publish = (cadence: Cadence, index: number): void => {
    publisher.chunk(cadence.track, chunkAt(cadence, index, node.nowMicros()))
    // Due times count from the start, so that late timers don't add up to drift.
    const dueMillis = startMillis + (index + 1) * cadence.periodSeconds * 1000
    timers.set(
      cadence.track,
      setTimeout(() => publish(cadence, index + 1), Math.max(0, dueMillis - performance.now())),
    )
  }
  for (const cadence of CADENCES) publish(cadence, 0)
  return () => {
    for (const timer of timers.values()) clearTimeout(timer)
    publisher.end()
  }
}

await runNode((node) => {
  const stops = Object.keys(node.config.streams).map((stream) => feed(node, stream))
  return () => {
    for (const stop of stops) stop()
  }
})
