// One track at this node: chunks come in from parents or from the publisher, are put in order, get this node's trail
// entry, and go to the cache and to every reader. Knows nothing of sockets or of media.
//
//   uplinks, publisher ─ loop and epoch checks ─ order ─ chunk.ts ─► cache
//                                                                └─► fan-out ─► downlinks
import { steadyMicros } from '@weir/time'
import { type FrameHeader, MAX_EPOCH_AHEAD_MICROS, MAX_HOPS, type ResumePoint, type TrailEntry } from '@weir/wire'
import type { Arrival } from './arrival.ts'
import { buildChunk, type Chunk } from './chunk.ts'
import { createFanOut, type TrackReader } from './fan-out.ts'
import { createGopCache, type GopCacheLimits } from './gop-cache.ts'
import { createOrder, type OrderLimits } from './order.ts'
import { createTrackRate, type TrackRate } from './rate.ts'

export interface TrackEvents {
  readonly onDuplicate: (source: number) => void
  readonly onMissing: (chunks: number) => void
  readonly onDropped: (reason: 'loop' | 'future-epoch' | 'late-epoch' | 'late' | 'no-init' | 'trail') => void
  /** After the fan-out. */
  readonly onDelivered: (chunk: Chunk) => void
}

export interface TrackOptions {
  readonly stream: string
  readonly name: string
  /** This node's number for the track. */
  readonly id: number
  readonly nodeIndex: number
  /** The wall clock, which epochs are held against. */
  readonly nowMicros: () => number
  readonly cache: GopCacheLimits
  readonly order: OrderLimits
  readonly events: TrackEvents
}

export interface Track {
  readonly stream: string
  readonly name: string
  readonly id: number
  /**
   * An init segment; one of a newer epoch ends the epoch before, and so does one of an older epoch once no connected parent
   * lists the newer one.
   */
  init(arrival: Arrival): void
  /** The newest epoch that a connected parent lists; undefined while none lists the track. */
  setListed(epoch: number | undefined): void
  /** `source` is the index of the node that sent it. Returns whether the chunk was new. */
  chunk(source: number, arrival: Arrival): boolean
  /** Which parents send this track now. */
  setSources(sources: ReadonlySet<number>): void
  /** Starts a reader out of the cache, then live. Returns a function that ends it. */
  read(reader: TrackReader, resume?: ResumePoint): () => void
  /** What to ask a parent for; undefined before the first chunk. */
  resumePoint(): ResumePoint | undefined
  /** Nobody has it any more: what was here is let go of. */
  forget(): void
  /** Nobody watches any more: what is cached will be stale, and what comes next starts anew. */
  pause(): void
  close(): void
  readonly epoch: number
  readonly newest: Chunk | undefined
  /** Of what came of late. */
  readonly rate: Pick<TrackRate, 'bytesPerSecond' | 'largestKeyframeBytes'>
  readonly readers: number
  readonly cachedChunks: number
  readonly cachedBytes: number
}

/** The header alone: the frame holds on to the receive buffer, which must not live as long as the cache. */
const headerOf = (frame: FrameHeader, trackId: number): FrameHeader => ({
  type: frame.type,
  keyframe: frame.keyframe,
  discontinuity: frame.discontinuity,
  end: frame.end,
  replay: frame.replay,
  trackId,
  epoch: frame.epoch,
  group: frame.group,
  sequence: frame.sequence,
  durationMicros: frame.durationMicros,
  checksum: frame.checksum,
  decodeTimeMicros: frame.decodeTimeMicros,
  captureTimeMicros: frame.captureTimeMicros,
})

/** Without the receive buffer, of which the payload is a part. */
const kept = (arrival: Arrival): Arrival => ({
  ...arrival,
  frame: { ...arrival.frame, payload: Buffer.from(arrival.frame.payload) },
})

interface Pending extends Arrival {
  readonly epoch: number
  readonly sequence: number
}

export const createTrack = (options: TrackOptions): Track => {
  const { events, nowMicros } = options
  const order = createOrder<Pending>(options.order)
  const rate = createTrackRate()
  const cache = createGopCache(options.cache, () => rate.bytesPerSecond)
  const fanOut = createFanOut(options.id)
  /** Readers that came when there was no place to start: they join at their own place, or with the next group. */
  const waiting = new Map<TrackReader, ResumePoint | undefined>()
  let init: Chunk | undefined
  /** How the init segment came that is here. */
  let began: Arrival | undefined
  /** The newest of an older epoch: parents send it once, and its epoch may be wanted again. */
  let older: Arrival | undefined
  /** One that was given up, or is not listed yet: the same goes for it. */
  let newer: Arrival | undefined
  let group: number | undefined
  let newest: Chunk | undefined
  let paused = false
  let listed: number | undefined
  /** The newest epoch that was given up for an older one. */
  let givenUp = 0
  let holeTimer: NodeJS.Timeout | undefined

  const build = ({ frame, receiveMicros, receiveSteadyMicros, offsetMicros, errorMicros }: Arrival): Chunk => {
    const own = (): TrailEntry => ({
      nodeIndex: options.nodeIndex,
      receiveMicros,
      // So that a step of the wall clock in between is none of the residence.
      sendMicros: receiveMicros + Math.max(0, steadyMicros() - receiveSteadyMicros),
      offsetMicros,
      errorMicros,
    })
    const startsGroup = frame.keyframe && frame.group !== group
    return buildChunk(headerOf(frame, options.id), frame.trail, own, frame.payload, startsGroup)
  }
  const deliver = ({ deliver: items, missing }: { deliver: readonly Pending[]; missing: number }) => {
    if (missing > 0) events.onMissing(missing)
    for (const item of items) {
      const chunk = build(item)
      group = chunk.header.group
      newest = chunk
      rate.push(chunk)
      letIn((resume) => chunk.startsGroup || (resume?.epoch === item.epoch && item.sequence <= resume.sequence))
      fanOut.chunk(chunk)
      if (!paused) cache.push(chunk)
      events.onDelivered(chunk)
    }
    watchHole()
  }
  const letIn = (may: (resume: ResumePoint | undefined) => boolean) => {
    for (const [reader, resume] of waiting) {
      if (!may(resume)) continue
      waiting.delete(reader)
      fanOut.add(reader)
    }
  }
  /** Where a child wants to go on, when there is nothing here: we ask our own parent for the same place. */
  const awaited = (): ResumePoint | undefined =>
    [...waiting.values()].find((resume) => resume !== undefined && resume.epoch >= order.epoch)
  const watchHole = () => {
    if (order.deadlineMicros === undefined) {
      clearTimeout(holeTimer)
      holeTimer = undefined
    } else {
      holeTimer ??= setTimeout(
        () => {
          holeTimer = undefined
          deliver(order.expire(steadyMicros()))
        },
        Math.max(1, (order.deadlineMicros - steadyMicros()) / 1000 + 1),
      )
    }
  }
  /** Of what has been here before, and of what has crossed more nodes than a trail can name. */
  const refusalOf = ({ frame }: Arrival): 'loop' | 'trail' | undefined => {
    if (frame.trail.some(({ nodeIndex }) => nodeIndex === options.nodeIndex)) return 'loop'
    return frame.trail.length >= MAX_HOPS ? 'trail' : undefined
  }
  const admit = (arrival: Arrival): boolean => {
    const refusal = refusalOf(arrival)
    if (refusal) events.onDropped(refusal)
    return refusal === undefined
  }

  /** Whether this epoch is to follow the one that is here. */
  const follows = (epoch: number): boolean => {
    const here = init?.header.epoch ?? 0
    if (epoch === here) return false
    if (epoch > here) return listed === undefined || epoch <= listed || epoch > givenUp
    // It ran by a clock that was ahead, and whoever lists it has gone.
    return listed !== undefined && listed < here && epoch <= listed
  }
  /** The epoch of this init segment is the one that is here from now on. */
  const begin = (arrival: Arrival) => {
    const { epoch } = arrival.frame
    const before = init?.header.epoch ?? 0
    if (epoch < before) {
      givenUp = Math.max(givenUp, before)
      newer = began
      deliver(order.forget())
    } else if (newer && newer.frame.epoch <= epoch) newer = undefined
    older = epoch < before ? undefined : began
    began = arrival
    deliver(order.begin(epoch))
    cache.clear()
    group = undefined
    init = build(arrival)
    letIn(() => true)
    fanOut.init(init)
  }

  return {
    stream: options.stream,
    name: options.name,
    id: options.id,
    setListed(epoch) {
      listed = epoch
      const again = [newer, older].find((one) => one && follows(one.frame.epoch))
      if (again && listed !== undefined) begin(again)
    },
    init(arrival) {
      const { epoch } = arrival.frame
      const here = init?.header.epoch ?? 0
      const isFuture = epoch - nowMicros() > MAX_EPOCH_AHEAD_MICROS
      if (!follows(epoch)) {
        if (isFuture || refusalOf(arrival)) return
        if (epoch > here) newer = kept(arrival)
        else if (epoch < here && epoch > (older?.frame.epoch ?? 0)) older = kept(arrival)
      } else if (!admit(arrival)) return
      else if (isFuture) events.onDropped('future-epoch')
      else begin(kept(arrival))
    },
    chunk(source, arrival) {
      if (!admit(arrival)) return false
      const { epoch, sequence } = arrival.frame
      if (epoch < order.epoch) {
        events.onDropped('late-epoch')
        return false
      }
      if (epoch !== init?.header.epoch) {
        events.onDropped('no-init')
        return false
      }
      const step = order.accept(source, { ...arrival, epoch, sequence }, arrival.receiveSteadyMicros)
      if (step.outcome === 'duplicate') events.onDuplicate(source)
      else if (step.outcome === 'late') events.onDropped(step.outcome)
      deliver(step)
      return step.outcome === 'delivered' || step.outcome === 'held'
    },
    setSources(sources) {
      deliver(order.setSources(sources))
    },
    read(reader, resume) {
      paused = false
      const chunks = cache.from(resume)
      fanOut.replay(reader, init, chunks ?? [])
      if (chunks) fanOut.add(reader)
      else waiting.set(reader, resume)
      return () => {
        fanOut.remove(reader)
        waiting.delete(reader)
      }
    },
    rate,
    resumePoint: () => (order.next === undefined ? awaited() : { epoch: order.epoch, sequence: order.next }),
    forget() {
      deliver(order.forget())
      cache.clear()
      rate.clear()
      init = undefined
      began = undefined
      older = undefined
      newer = undefined
      newest = undefined
      group = undefined
      givenUp = 0
    },
    pause() {
      paused = true
      order.restart()
      cache.clear()
      group = undefined
      watchHole()
    },
    close() {
      clearTimeout(holeTimer)
    },
    get epoch() {
      return init?.header.epoch ?? 0
    },
    get newest() {
      return newest
    },
    get readers() {
      return fanOut.readers + waiting.size
    },
    get cachedChunks() {
      return cache.chunks
    },
    get cachedBytes() {
      return cache.bytes
    },
  }
}
