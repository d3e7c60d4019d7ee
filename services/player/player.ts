// Puts the parts together: session → renderer → picture → meter. Owns which renderer there is, which tracks are wanted, and
// what state all that amounts to. Knows nothing of the page beyond the two elements that it plays in.
import type { Catalog, StreamDescription, TrackDescription } from '@weir/wire'
import { initsOf } from './iso-bmff/single-track-init.ts'
import { summarizeLegs } from './measure/legs.ts'
import { createMeter } from './measure/meter.ts'
import type { Renderer, RendererEvents } from './renderer.ts'
import type { PlayerState, WeirSnapshot } from './snapshot.ts'
import { openSession } from './socket/session.ts'
import { createMseRenderer } from './source-buffer/mse-renderer.ts'
import { shouldRebuild } from './stall/rebuild.ts'
import { whyNot } from './support.ts'
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
  close(): void
}

const WATCH_MILLIS = 250
/** A tab that is hidden for less than this goes on as if nothing were. */
const HIDE_AFTER_MILLIS = 1000

const lineUp = (tracks: readonly TrackDescription[]): string => tracks.map(({ kind, name }) => `${kind} ${name}`).join()

export const createPlayer = (options: PlayerOptions): Player => {
  const { stream, video, canvas } = options
  const meter = createMeter()
  let description = options.expected
  let nodeNames = new Map<number, string>()
  let renderer: Renderer | undefined
  let builtMillis = 0
  /** Names and kinds of the tracks that the renderer was built for. */
  let builtFor = ''
  let rebuilds = -1
  let chunkMillis = 0
  let epoch = 0
  let sound = false
  let hidden = false
  let connected = false
  let hideTimer: ReturnType<typeof setTimeout> | undefined
  let state: PlayerState = 'connecting'
  let message = ''
  /** Newest init segment of each track, for a renderer that is built in between. */
  const inits = initsOf(options.expected)

  const setState = (next: PlayerState, text = ''): void => {
    if (next === state && text === message) return
    state = next
    message = text
    options.onState(next, text)
  }

  const videoName = (): string => description?.tracks.find(({ kind }) => kind === 'video')?.name ?? 'video'
  const wantedTracks = (): string[] => {
    if (hidden || state === 'unsupported') return []
    const withSound = sound && options.renderer === 'mse'
    return withSound && description ? description.tracks.map(({ name }) => name) : [videoName()]
  }
  const wantedDescriptions = (): TrackDescription[] => {
    const names = wantedTracks()
    return description?.tracks.filter(({ name }) => names.includes(name)) ?? []
  }

  const rendererEvents: RendererEvents = {
    onShown: (frame) => {
      if (!hidden && connected) setState('playing')
      meter.shown(frame, {
        pictureClock: description?.tracks.find(({ kind }) => kind === 'video')?.clock,
        clock: session.clock,
        startedMillis: session.startedMillis,
        nameOf: (index) => nodeNames.get(index) ?? `node ${index}`,
      })
    },
    onFault: (reason) => {
      console.warn(`weir: ${reason}; starting the renderer anew`)
      rejoin()
    },
  }

  const dropRenderer = (): void => {
    renderer?.close()
    renderer = undefined
  }

  /** Throws away what is there and begins with the newest keyframe. */
  const rejoin = (): void => {
    dropRenderer()
    meter.restartJoin(performance.now())
    session.wantAfresh(wantedTracks())
  }

  const buildRenderer = (): Renderer | undefined => {
    const tracks = wantedDescriptions()
    if (tracks.length === 0) return undefined
    const reason = whyNot(options.renderer, tracks)
    if (reason) {
      setState('unsupported', reason)
      session.want([])
      return undefined
    }
    builtMillis = performance.now()
    builtFor = lineUp(tracks)
    rebuilds += 1
    const made =
      options.renderer === 'webcodecs'
        ? createWebCodecsRenderer(canvas, rendererEvents)
        : createMseRenderer(video, tracks, rendererEvents)
    for (const track of tracks) {
      const init = inits.get(track.name)
      if (init) made.init(track, init)
    }
    return made
  }

  const session = openSession(options.edge, stream, ['video'], {
    onStream: (found, catalog) => {
      nodeNames = new Map(catalog.nodes.map(({ index, id }) => [index, id]))
      description = found
      if (found && renderer && lineUp(wantedDescriptions()) !== builtFor) dropRenderer()
      options.onCatalog(catalog)
      if (!found) setState('waiting', `There is no stream “${stream}” here yet. It plays as soon as it appears.`)
      else if (state === 'waiting' || state === 'connecting') setState('joining')
      session.want(wantedTracks())
    },
    onInit: (track, frame) => {
      inits.set(track.name, frame.payload)
      renderer?.init(track, frame.payload)
    },
    onChunk: (track, frame, continuity, receivedMicros) => {
      const now = performance.now()
      epoch = frame.epoch
      renderer ??= buildRenderer()
      // One that was built ahead of its media is judged from its first chunk on.
      if (chunkMillis < builtMillis) builtMillis = now
      chunkMillis = now
      renderer?.chunk(track, frame, continuity !== 'next', receivedMicros)
    },
    onConnected: () => {
      connected = true
      if (state === 'reconnecting') setState(hidden ? 'hidden' : 'joining')
    },
    onLost: (reason) => {
      connected = false
      if (state !== 'unsupported') setState('reconnecting', `Connection lost (${reason}). Reconnecting…`)
    },
  })

  // The socket is on its way: meanwhile the decoder is set up for what the page says will come. Whether it can be played
  // is judged, aloud, when it comes.
  if (options.expected && !whyNot(options.renderer, wantedDescriptions())) renderer = buildRenderer()

  const watch = setInterval(() => {
    if (hidden || !renderer || document.hidden) return
    const now = performance.now()
    const stuck = shouldRebuild({
      stillSeconds: Math.max(
        meter.stalls.stillSeconds(now / 1000),
        meter.frames === 0 ? (now - builtMillis) / 1000 : 0,
      ),
      silentSeconds: (now - chunkMillis) / 1000,
      ageSeconds: (now - builtMillis) / 1000,
    })
    if (stuck && !video.paused) rendererEvents.onFault('media comes but the picture stands still')
  }, WATCH_MILLIS)

  const snapshot: WeirSnapshot = {
    stream,
    get state() {
      return state
    },
    get message() {
      return message
    },
    get renderer() {
      return renderer?.name ?? null
    },
    get edge() {
      return session.url
    },
    get epoch() {
      return epoch
    },
    get framesShown() {
      return meter.frames
    },
    get frameClockMillis() {
      return meter.stamper.clockMillis ?? null
    },
    get unreadableClocks() {
      return meter.stamper.unreadable
    },
    get glassToGlass() {
      return meter.glassToGlass ?? null
    },
    get samples() {
      return meter.samples
    },
    get hops() {
      return summarizeLegs(meter.legs)
    },
    get joinMillis() {
      return meter.joinMillis ?? null
    },
    get stalls() {
      const { count, totalSeconds, longestGapSeconds } = meter.stalls
      return { count, totalSeconds, longestGapSeconds }
    },
    get bufferedSeconds() {
      return renderer?.bufferedSeconds ?? 0
    },
    get jitterSeconds() {
      return renderer?.jitterSeconds ?? 0
    },
    get rate() {
      return renderer?.rate ?? 1
    },
    get skips() {
      return renderer?.skips ?? 0
    },
    get reconnects() {
      return session.reconnects
    },
    get rebuilds() {
      return Math.max(0, rebuilds)
    },
    get muted() {
      return !sound
    },
  }

  const hide = (): void => {
    hidden = true
    session.want([])
    dropRenderer()
    setState('hidden')
  }

  return {
    snapshot,
    setSound: (on) => {
      if (on === sound) return
      sound = on
      video.muted = !on
      rejoin()
    },
    get hasSound() {
      return options.renderer === 'mse' && (description?.tracks.some(({ kind }) => kind === 'audio') ?? false)
    },
    setHidden: (next) => {
      clearTimeout(hideTimer)
      meter.stalls.pause()
      // With sound on, a hidden tab is still listened to: it goes on, and appending evicts what is old.
      if (next && !sound) hideTimer = setTimeout(hide, HIDE_AFTER_MILLIS)
      else if (!next && hidden) {
        hidden = false
        setState('joining')
        rejoin()
      }
    },
    setOtherEdges: session.setOthers,
    close: () => {
      clearInterval(watch)
      clearTimeout(hideTimer)
      dropRenderer()
      session.close()
    },
  }
}
