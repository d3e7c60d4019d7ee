// Puts the parts together, in the order in which media walks: session → rendering → meter → snapshot. Owns what the parts
// share: the stream's description, where the player stands (state-machine.ts) and whether sound is on. Knows nothing of
// the page beyond the two elements that it plays in.
import type { Catalog, StreamDescription } from '@weir/wire'
import { createSnapshot } from './live-snapshot.ts'
import { createMeter } from './measure/meter.ts'
import type { RendererEvents } from './renderer.ts'
import { createRendering } from './rendering.ts'
import type { PlayerState, WeirSnapshot } from './snapshot.ts'
import { openSession } from './socket/session.ts'
import { createMseRenderer } from './source-buffer/mse-renderer.ts'
import { detectStalls } from './stall/detector.ts'
import { type PlayerEvent, START, step, wantsNothing } from './state-machine.ts'
import { whyNot } from './support.ts'
import { describedTracks, trackOf, wantedTracks } from './wanted.ts'
import { createWebCodecsRenderer } from './web-codecs/renderer.ts'

export interface PlayerOptions {
  readonly stream: string
  /** The edge's /push, as ws:// address. */
  readonly edge: string
  /** What the page says of the stream before the edge does, so that the decoder need not wait for the connection. */
  readonly expected?: StreamDescription | undefined
  readonly renderer: 'mse' | 'webcodecs'
  readonly video: HTMLVideoElement
  readonly canvas: HTMLCanvasElement
  readonly onCatalog: (catalog: Catalog) => void
  readonly onState: (state: PlayerState, message: string) => void
}

export interface Player {
  readonly snapshot: WeirSnapshot
  setSound(on: boolean): void
  readonly hasSound: boolean
  /** The tab is hidden, or seen again. */
  setHidden(hidden: boolean): void
  setOtherEdges(urls: readonly string[]): void
}

/** A tab that is hidden for less than this goes on as if nothing were. */
const HIDE_AFTER_MILLIS = 1000

export const createPlayer = (options: PlayerOptions): Player => {
  const { stream, video, canvas } = options
  const isMse = options.renderer === 'mse'
  let condition = START
  let description = options.expected
  let nodeNames = new Map<number, string>()
  let sound = false
  let hideTimer: ReturnType<typeof setTimeout> | undefined

  const wanted = (): string[] => (wantsNothing(condition) ? [] : wantedTracks(description, sound && isMse))

  const happen = (...event: PlayerEvent): void => {
    const before = condition
    const { next, action } = step(before, ...event)
    condition = next
    if (next.state !== before.state || next.message !== before.message) options.onState(next.state, next.message)
    if (action === 'drop' || action === 'rejoin') rendering.drop()
    if (action === 'rejoin') {
      meter.restartJoin(performance.now())
      session.wantAfresh(wanted())
    } else if (action !== 'none') session.want(wanted())
  }

  const session = openSession(options.edge, stream, wanted(), {
    onConnected: () => happen('connected'),
    onLost: (reason) => happen('lost', reason),
    onStream: (found, catalog) => {
      nodeNames = new Map(catalog.nodes.map(({ index, id }) => [index, id]))
      description = found
      if (found) rendering.refit()
      options.onCatalog(catalog)
      if (found) happen('offered')
      else happen('missing', stream)
    },
    onInit: (track, frame) => rendering.init(track, frame.payload),
    onChunk: (track, frame, continuity, receivedMicros) =>
      rendering.chunk(track, frame, continuity !== 'next', receivedMicros),
  })

  const rendererEvents: RendererEvents = {
    onShown: (frame) => {
      happen('shown')
      meter.shown(frame, {
        pictureClock: trackOf(description, 'video')?.clock,
        clock: session.clock,
        startedMillis: session.startedMillis,
        nameOf: (index) => nodeNames.get(index) ?? `node ${index}`,
      })
    },
    onFault: (reason) => {
      console.warn(`weir: ${reason}; starting the renderer anew`)
      happen('restart')
    },
  }
  const rendering = createRendering({
    expected: options.expected,
    wanted: () => describedTracks(description, wanted()),
    whyNot: (tracks) => whyNot(options.renderer, tracks),
    make: (tracks) =>
      isMse ? createMseRenderer(video, tracks, rendererEvents) : createWebCodecsRenderer(canvas, rendererEvents),
    onRefused: (reason) => happen('refused', reason),
  })
  // While the socket is on its way, the decoder is set up for what the page says will come.
  rendering.prepare()

  const frameRate = () => trackOf(description, 'video')?.frameRate
  const meter = createMeter(frameRate)
  detectStalls({
    rendering,
    meter,
    isWatched: () => !document.hidden && !video.paused,
    frameRate,
    onFault: rendererEvents.onFault,
  })

  return {
    snapshot: createSnapshot({ stream, condition: () => condition, sound: () => sound, session, rendering, meter }),
    setSound: (on) => {
      if (on === sound) return
      sound = on
      video.muted = !on
      happen('restart')
    },
    get hasSound() {
      return isMse && trackOf(description, 'audio') !== undefined
    },
    setHidden: (hidden) => {
      clearTimeout(hideTimer)
      meter.stalls.pause()
      if (!hidden) happen('seen')
      // With sound on, a hidden tab is still listened to: it goes on, and appending evicts what is old.
      else if (!sound) hideTimer = setTimeout(() => happen('hidden'), HIDE_AFTER_MILLIS)
    },
    setOtherEdges: session.setOthers,
  }
}
