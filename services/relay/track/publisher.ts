// The end of the relay that an ingress feeds: gives chunks their epoch, group, sequence and checksum, and hands them to
// their tracks as if a parent had sent them.
import { steadyMicros } from '@weir/time'
import { crc32, type NodeName, type StreamDescription, UNKNOWN_ERROR_MICROS } from '@weir/wire'
import type { Arrival } from './arrival.ts'
import { createCaptureOrder } from './capture-order.ts'
import type { TrackRecord } from './track-record.ts'

/** A track as its ingress announces it: the relay gives it its id and epoch. */
export type TrackAnnouncement = Omit<StreamDescription['tracks'][number], 'id' | 'epoch'> & {
  /** Init segment of this track alone. */
  readonly init: Uint8Array
}

export interface StreamAnnouncement {
  /** Media type of all tracks in one buffer. */
  readonly mime: string
  /** Init segment of all tracks together. */
  readonly init: Uint8Array
  readonly tracks: readonly TrackAnnouncement[]
}

/** One CMAF chunk as the ingress made it. */
export interface PublishedChunk {
  readonly keyframe: boolean
  /** Begins a new group: for video every keyframe, for audio about as often. */
  readonly startsGroup: boolean
  readonly discontinuity?: boolean
  readonly decodeTimeMicros: number
  readonly durationMicros: number
  /** µs since 1970 by this node's clock. */
  readonly captureTimeMicros: number
  readonly payload: Uint8Array
}

/** Feeds one stream into the node. Every `start` is a new epoch. */
export interface Publisher {
  start(announcement: StreamAnnouncement): void
  /** `track` is a name from the announcement; throws on another, or before `start`. */
  chunk(track: string, chunk: PublishedChunk): void
  /** Ends the epoch; children are told. */
  end(): void
}

export interface PublisherOptions {
  readonly self: NodeName
  readonly stream: string
  readonly nowMicros: () => number
  /** Makes the stream known to children, before its init segments are. */
  readonly announce: (stream: StreamDescription) => void
  readonly record: (name: string) => TrackRecord
  readonly trackId: (name: string) => number
}

interface Position {
  readonly record: TrackRecord
  readonly inOrder: ReturnType<typeof createCaptureOrder>
  group: number
  sequence: number
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
const EMPTY = new Uint8Array(0)

export const createPublisher = (options: PublisherOptions): Publisher => {
  let epoch = 0
  let positions = new Map<string, Position>()

  const timed = ({ inOrder }: Position, { captureTimeMicros }: PublishedChunk, type: 'init' | 'chunk') => {
    const receiveMicros = options.nowMicros()
    const receiveSteadyMicros = steadyMicros()
    const isSound = type === 'init' || inOrder(captureTimeMicros, receiveMicros, receiveSteadyMicros)
    return { receiveMicros, receiveSteadyMicros, errorMicros: isSound ? 0 : UNKNOWN_ERROR_MICROS }
  }
  const arrivalOf = (position: Position, chunk: PublishedChunk, type: 'init' | 'chunk', end: boolean): Arrival => ({
    frame: {
      type,
      keyframe: chunk.keyframe,
      discontinuity: chunk.discontinuity ?? false,
      end,
      replay: false,
      trackId: position.record.track.id,
      epoch,
      group: Math.max(0, position.group),
      sequence: position.sequence,
      durationMicros: chunk.durationMicros,
      checksum: crc32(chunk.payload),
      decodeTimeMicros: chunk.decodeTimeMicros,
      captureTimeMicros: chunk.captureTimeMicros,
      trail: [],
      payload: chunk.payload,
    },
    ...timed(position, chunk, type),
    offsetMicros: 0,
  })
  const take = ({ record }: Position, arrival: Arrival) => record.take(options.self, arrival)
  const blank = (payload: Uint8Array): PublishedChunk => ({
    keyframe: false,
    startsGroup: false,
    decodeTimeMicros: 0,
    durationMicros: 0,
    captureTimeMicros: options.nowMicros(),
    payload,
  })

  return {
    start(announcement: StreamAnnouncement) {
      // A publisher before this one may have begun by a clock that has been put back since.
      epoch = Math.max(
        options.nowMicros(),
        epoch + 1,
        ...announcement.tracks.map(({ name }) => options.record(name).track.epoch + 1),
      )
      options.announce({
        name: options.stream,
        mime: announcement.mime,
        init: base64(announcement.init),
        tracks: announcement.tracks.map(({ init: _init, ...track }) => ({
          ...track,
          id: options.trackId(track.name),
          epoch,
        })),
      })
      positions = new Map(
        announcement.tracks.map(({ name, init }) => {
          const position: Position = {
            record: options.record(name),
            inOrder: createCaptureOrder(),
            group: -1,
            sequence: 0,
          }
          take(position, arrivalOf(position, blank(init), 'init', false))
          return [name, position]
        }),
      )
    },
    chunk(name, chunk) {
      const position = positions.get(name)
      if (!position)
        throw new Error(
          `stream ${options.stream} has no track ${name} now: it has ${[...positions.keys()].join(', ') || 'none'}`,
        )
      if (chunk.startsGroup || position.group < 0) position.group++
      take(position, arrivalOf(position, chunk, 'chunk', false))
      position.sequence++
    },
    end() {
      for (const position of positions.values()) {
        const last = position.record.track.newest?.header
        const end = { ...blank(EMPTY), decodeTimeMicros: last ? last.decodeTimeMicros + last.durationMicros : 0 }
        take(position, arrivalOf(position, end, 'chunk', true))
      }
      positions = new Map()
    },
  }
}
