// Takes the frames of one track as one viewer gets them, over all its connections, and says which rules of the stream
// each of them breaks. Pure: no clock, no socket. State is a handful of numbers, since there are thousands of viewers.
import type { Frame, ResumePoint } from '@weir/wire'
import type { Fault } from './faults.ts'
import { checkByCrc, type PayloadCheck } from './payload-check.ts'

/** What is to be said of one frame. */
export interface Verdict {
  /** A chunk that was not there before, in its place: it counts for gaps and playback. */
  readonly fresh: boolean
  /** Can be decoded: everything since the last keyframe is there. */
  readonly decodable: boolean
  /** A rule may be named several times: `missing` once a chunk. */
  readonly faults: readonly Fault[]
  /** Chunks that went by while the viewer had no connection, or slept. No fault of the stream. */
  readonly missedAway: number
  /** First chunk of an epoch that follows another. */
  readonly newEpoch: boolean
}

export interface TrackVerifier {
  take(frame: Frame): Verdict
  /** The next chunks come over a new connection. */
  reconnected(): void
  /** The viewer slept, or has caught up since: what is missing until then it did not read in time. */
  setSlept(slept: boolean): void
  /** Where to go on; undefined before the first chunk. */
  resume(): ResumePoint | undefined
}

// Sequences that were skipped and may still come late: enough for a second of frames, to tell late from double.
const MOST_SKIPPED = 64

const CLEAN: Verdict = { fresh: true, decodable: true, faults: [], missedAway: 0, newEpoch: false }

export const createTrackVerifier = (kind: 'video' | 'audio', isIntact: PayloadCheck = checkByCrc): TrackVerifier => {
  let epoch = -1
  let initEpoch = -1
  /** Of an init segment after which nothing has come yet. */
  let olderEpoch: number | undefined
  let next = 0
  let group = 0
  let decodeTimeMicros = 0
  let ended = false
  let broken = true
  let rejoining = false
  let slept = false
  let skipped: number[] = []

  const refuse = (faults: Fault[]): Verdict => ({ ...CLEAN, fresh: false, decodable: false, faults })

  /** A frame that begins a timeline: nothing before it can be compared. */
  const begin = (frame: Frame, faults: Fault[]): void => {
    if (initEpoch !== frame.epoch) faults.push('no-init')
    if (!frame.keyframe && !frame.end) faults.push('keyframe')
    skipped = []
    ended = false
    broken = true
  }

  /** A frame that goes on in the epoch. Returns the chunks missed away. */
  const goOn = (frame: Frame, faults: Fault[]): number => {
    const gap = frame.sequence - next
    if (ended) faults.push('after-end')
    if (frame.decodeTimeMicros <= decodeTimeMicros && !frame.discontinuity && !frame.end) faults.push('timeline')
    const opens = frame.group !== group
    const expected = gap === 0 ? group + 1 : Number.POSITIVE_INFINITY
    if (opens && (frame.group < group || frame.group > expected || !(frame.keyframe || frame.end || gap > 0))) {
      faults.push('group')
    } else if (!opens && kind === 'video' && frame.keyframe) faults.push('group')
    if (gap === 0) return 0
    broken = true
    if (rejoining) {
      if (!frame.keyframe) faults.push('keyframe')
      return gap
    }
    if (slept) return gap
    for (let sequence = next; sequence < frame.sequence; sequence++) faults.push('missing')
    for (let sequence = next; sequence < frame.sequence && skipped.length < MOST_SKIPPED; sequence++) {
      skipped.push(sequence)
    }
    return 0
  }

  const late = (frame: Frame, faults: Fault[]): Verdict => {
    const index = skipped.indexOf(frame.sequence)
    if (index >= 0) skipped.splice(index, 1)
    return refuse([...faults, index >= 0 ? 'reordered' : 'duplicate'])
  }

  return {
    reconnected: () => {
      rejoining = epoch >= 0
    },
    setSlept: (now) => {
      slept = now
    },
    resume: () => (epoch < 0 ? undefined : { epoch, sequence: next }),
    take: (frame) => {
      const faults: Fault[] = []
      if (!isIntact(frame)) faults.push('checksum')
      // A parent sends the init segment of what goes on from here: an older one, when the clock of an ingress was put right.
      if (frame.type === 'init' && frame.epoch < epoch) olderEpoch = frame.epoch
      else if (frame.type === 'init') initEpoch = frame.epoch
      else if (frame.epoch < epoch && frame.epoch !== olderEpoch) return refuse([...faults, 'old-epoch'])
      if (frame.type !== 'chunk') return refuse(faults)
      if (olderEpoch === frame.epoch) initEpoch = frame.epoch
      else if (olderEpoch !== undefined) faults.push('old-epoch')
      olderEpoch = undefined
      const newEpoch = epoch >= 0 && frame.epoch !== epoch
      let missedAway = 0
      if (frame.epoch !== epoch) begin(frame, faults)
      else if (frame.sequence < next) return late(frame, faults)
      else missedAway = goOn(frame, faults)
      epoch = frame.epoch
      next = frame.sequence + 1
      group = frame.group
      decodeTimeMicros = frame.decodeTimeMicros
      rejoining = false
      if (frame.keyframe) broken = false
      if (frame.end) ended = true
      const decodable = !broken && frame.payload.length > 0
      return faults.length === 0 && missedAway === 0 && decodable && !newEpoch
        ? CLEAN
        : { fresh: true, decodable, faults, missedAway, newEpoch }
    },
  }
}
