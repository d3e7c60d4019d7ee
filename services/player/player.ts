// Puts the parts together, in the order in which media walks: session → rendering → meter → snapshot. Owns what the parts
// share: the stream's description, where the player stands (state-machine.ts) and whether sound is on. Knows nothing of
// the page beyond the two elements that it plays in.
import { createSleep, wallMicros } from '@weir/time'
import type { Catalog, StreamDescription } from '@weir/wire'
import { createLiveness, isLive, isNear } from './live-edge/liveness.ts'
import { createSoundMargin } from './live-edge/sound-margin.ts'
import { createSnapshot } from './live-snapshot.ts'
import { createMeter } from './measure/meter.ts'
import type { RendererEvents } from './renderer.ts'
import { createRendering } from './rendering.ts'
import type { PlayerState, WeirSnapshot } from './snapshot.ts'
import { lostSentence } from './socket/lost.ts'
import { openSession } from './socket/session.ts'
import { createMseRenderer } from './source-buffer/mse-renderer.ts'
import { createDetector } from './stall/detector.ts'
import { createRestarts } from './stall/restarts.ts'
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
/** How often it looks whether all is well. */
const LOOK_EVERY_MILLIS = 250
/** Where there is something to say when no live picture is shown. */
const ON_THE_WAY: readonly PlayerState[] = ['connecting', 'joining', 'playing', 'behind', 'silent']
/** As long as nothing tells. */
const USUAL_FRAME_SECONDS = 1 / 30

const timeOf = (millis: number): string => new Date(millis).toLocaleTimeString()

export const createPlayer = (options: PlayerOptions): Player => {
  const { stream, video, canvas } = options
  const isMse = options.renderer === 'mse'
  let condition = START
  let description = options.expected
  let nodeNames = new Map<number, string>()
  let sound = false
  let held = false
  let hideTimer: ReturnType<typeof setTimeout> | undefined

  const wanted = (): string[] => (wantsNothing(condition) ? [] : wantedTracks(description, sound && isMse))

  const happen = (...event: PlayerEvent): void => {
    const before = condition
    const { next, action } = step(before, ...event)
    condition = next
    if (next.state !== before.state || next.message !== before.message) options.onState(next.state, next.message)
    if (action === 'drop' || action === 'rejoin') {
      rendering.drop()
      held = false
    }
    if (action === 'rejoin' || action === 'afresh') {
      meter.restartJoin(performance.now())
      liveness.restart()
      session.wantAfresh(wanted())
    } else if (action !== 'none') session.want(wanted())
  }

  const session = openSession(options.edge, stream, wanted(), {
    onConnected: () => happen('connected'),
    onLost: (reason, opened) =>
      happen(
        'lost',
        lostSentence({
          reason,
          opened,
          cameAt: rendering.chunkMillis === 0 ? undefined : timeOf(wallMicros(rendering.chunkMillis) / 1000),
          beganAt: timeOf(wallMicros(0) / 1000),
        }),
      ),
    onStream: (found, catalog) => {
      nodeNames = new Map(catalog.nodes.map(({ index, id }) => [index, id]))
      description = found
      if (found) rendering.refit()
      options.onCatalog(catalog)
      if (found) happen('offered')
      else happen('missing', stream)
    },
    onInit: (track, frame) => rendering.init(track, frame.payload),
    onChunk: (track, frame, continuity, received) => {
      beat()
      rendering.chunk(track, frame, continuity !== 'next', received)
    },
  })

  const frameRate = () => trackOf(description, 'video')?.frameRate
  const meter = createMeter(frameRate)
  const liveness = createLiveness()
  const soundMargin = createSoundMargin()
  const sleep = createSleep()
  const beat = (): void => {
    const nowMillis = performance.now()
    if (document.hidden) sleep.pause()
    else if (sleep.beat(nowMillis / 1000) > 0) unseen(nowMillis)
  }
  /** Nobody saw what was shown until now, or was not. */
  const unseen = (nowMillis: number): void => {
    meter.stalls.pause(nowMillis / 1000)
    detector.restart(nowMillis)
    liveness.restart()
  }
  /** How the picture stands to what has come. */
  const nearness = (nowMillis: number) => {
    const newest = rendering.picture
    return {
      behindSeconds: rendering.current?.behindSeconds,
      linkSeconds: session.linkSeconds,
      silentSeconds: newest && (nowMillis - newest.atMillis) / 1000,
      paused: rendering.current?.paused === true,
      frameSeconds: (newest?.frame.durationMicros ?? 0) / 1e6 || USUAL_FRAME_SECONDS,
    }
  }

  const rendererEvents: RendererEvents = {
    onShown: (frame) => {
      beat()
      const nowMillis = performance.now()
      const near = nearness(nowMillis)
      const live = isNear(near)
      if (isLive(near)) happen('shown')
      if (live) {
        restarts.shown(rendering.ages(nowMillis).ageSeconds)
      }
      meter.shown(frame, {
        pictureClock: trackOf(description, 'video')?.clock,
        startedMillis: session.startedMillis,
        nameOf: (index) => nodeNames.get(index) ?? `node ${index}`,
        live: live && rendering.current?.begun === true,
        watched: !document.hidden,
      })
    },
    onFault: (reason) => {
      console.warn(`weir: ${reason}; starting the renderer anew`)
      restarts.fault(reason, rendering.ages(performance.now()).ageSeconds)
    },
    onHeld: (holds) => {
      held = holds
      happen(holds ? 'held' : 'released')
    },
  }
  const rendering = createRendering({
    expected: options.expected,
    wanted: () => describedTracks(description, wanted()),
    whyNot: (tracks) => whyNot(options.renderer, tracks),
    make: (tracks) =>
      isMse
        ? createMseRenderer(video, tracks, rendererEvents, soundMargin)
        : createWebCodecsRenderer(canvas, rendererEvents),
    onRefused: (reason) => happen('refused', reason),
  })
  const restarts = createRestarts({
    restart: () => happen('restart'),
    rest: (reason) => happen('rest', `This browser’s player failed (${reason}).`),
  })
  const detector = createDetector({
    rendering,
    frames: () => meter.frames,
    failures: () => restarts.failures,
    isWatched: () => !document.hidden,
    frameRate,
    onFault: rendererEvents.onFault,
  })
  // While the socket is on its way, the decoder is set up for what the page says will come.
  rendering.prepare()

  const look = (): void => {
    beat()
    const nowMillis = performance.now()
    detector.look(nowMillis)
    const { state, resting } = condition
    if (document.hidden || !ON_THE_WAY.includes(state) || (resting && !held)) {
      liveness.restart()
      return
    }
    const near = nearness(nowMillis)
    const newest = rendering.picture?.frame
    const verdict = liveness.judge({
      ...near,
      nowSeconds: nowMillis / 1000,
      connected: state !== 'connecting',
      newestAt: timeOf(
        newest?.replay
          ? newest.captureTimeMicros / 1000
          : wallMicros(nowMillis) / 1000 - (near.silentSeconds ?? 0) * 1000,
      ),
      replayed: newest?.replay === true,
      sounds: near.silentSeconds !== undefined && rendering.chunkMillis > nowMillis - 1000,
      held,
    })
    if ('sentence' in verdict) happen(verdict.kind, verdict.sentence)
  }
  setInterval(look, LOOK_EVERY_MILLIS)

  return {
    snapshot: createSnapshot({
      stream,
      condition: () => condition,
      sound: () => sound,
      session,
      rendering,
      meter,
      sleptSeconds: () => sleep.totalSeconds,
    }),
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
      sleep.pause()
      unseen(performance.now())
      if (!hidden) happen('seen')
      // With sound on, a hidden tab is still listened to: it goes on, and appending evicts what is old.
      else if (!sound) hideTimer = setTimeout(() => happen('hidden'), HIDE_AFTER_MILLIS)
    },
    setOtherEdges: session.setOthers,
  }
}
