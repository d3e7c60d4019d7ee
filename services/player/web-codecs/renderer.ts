// Plays video alone, as early as can be: each chunk goes into a VideoDecoder as it comes, and each picture onto a canvas
// as it is decoded, but for those that are old by then. Nothing is held back, so jitter of the network is jitter of the
// picture. Owns decoder and canvas.
import { createArrivals } from '../arrivals.ts'
import type { Renderer, RendererEvents } from '../renderer.ts'
import { createBacklog } from './backlog.ts'
import { decoderDescription, mediaData } from './boxes.ts'

export const hasWebCodecs = (): boolean => 'VideoDecoder' in globalThis

/** While it is behind, a picture is drawn every so often, for a decoder that stays behind. */
const DRAW_BEHIND_MILLIS = 500

export const createWebCodecsRenderer = (canvas: HTMLCanvasElement, events: RendererEvents): Renderer => {
  const context = canvas.getContext('2d', { alpha: false })
  const arrivals = createArrivals()
  const backlog = createBacklog()
  let needKeyframe = true
  let newestReplay: number | undefined
  let newestSeconds = 0
  /** Of the picture that is shown; until there is one, of the first that came. */
  let shownSeconds: number | undefined
  let config: VideoDecoderConfig | undefined
  let decoded = 0
  let skips = 0
  let closed = false
  let raf = 0
  let drawnMillis = performance.now()

  const draw = (frame: VideoFrame): void => {
    const mediaSeconds = frame.timestamp / 1e6
    backlog.out(frame.timestamp)
    decoded += 1
    // Of the burst at the beginning only the last picture is wanted, and of what is decoded to get near none.
    const old = backlog.behind || (newestReplay !== undefined && mediaSeconds < newestReplay - 0.001)
    const now = performance.now()
    if (old && now - drawnMillis < DRAW_BEHIND_MILLIS) {
      frame.close()
      return
    }
    drawnMillis = now
    shownSeconds = mediaSeconds
    if (canvas.width !== frame.displayWidth) canvas.width = frame.displayWidth
    if (canvas.height !== frame.displayHeight) canvas.height = frame.displayHeight
    context?.drawImage(frame, 0, 0)
    frame.close()
    // The canvas is handed to the compositor with the page's next frame, so that is when the picture counts as shown. The
    // callback's own argument is when that frame was due, which can be before the drawing.
    cancelAnimationFrame(raf)
    raf = requestAnimationFrame(() => {
      const now = performance.now()
      events.onShown({
        shownMillis: now,
        dueMillis: now,
        chunk: arrivals.find(mediaSeconds),
        capturedNear: arrivals.capturedNear,
        picture: canvas,
      })
    })
  }

  const decoder = new VideoDecoder({
    output: draw,
    error: (error) => {
      if (!closed) events.onFault(error.message)
    },
  })

  return {
    name: 'webcodecs',
    init: (track, segment) => {
      const description = decoderDescription(segment)
      needKeyframe = true
      config = {
        codec: track.codec,
        optimizeForLatency: true,
        ...(track.width && track.height ? { codedWidth: track.width, codedHeight: track.height } : {}),
        ...(description ? { description } : {}),
      }
      decoder.configure(config)
    },
    chunk: (track, frame, jump, received) => {
      if (track.kind !== 'video' || decoder.state !== 'configured') return
      const { keyframe, decodeTimeMicros, durationMicros } = frame
      const incoming = { keyframe, timestampMicros: decodeTimeMicros, durationMicros }
      const mediaSeconds = decodeTimeMicros / 1e6
      newestSeconds = mediaSeconds
      shownSeconds ??= mediaSeconds
      const intake = backlog.intake(incoming)
      if (!keyframe && (jump || intake === 'skip')) needKeyframe = true
      if (needKeyframe && !keyframe) {
        skips += 1
        return
      }
      const data = mediaData(frame.payload)
      if (!data) return
      needKeyframe = false
      if (intake === 'begin' && config) {
        skips += backlog.count
        backlog.clear()
        decoder.reset()
        decoder.configure(config)
      }
      if (frame.replay) newestReplay = mediaSeconds
      else if (newestReplay !== undefined && mediaSeconds < newestReplay) newestReplay = undefined
      backlog.add(incoming)
      arrivals.take(frame, mediaSeconds, jump, received)
      decoder.decode(
        new EncodedVideoChunk({
          type: frame.keyframe ? 'key' : 'delta',
          timestamp: decodeTimeMicros,
          duration: durationMicros,
          data,
        }),
      )
    },
    get bufferedSeconds() {
      return backlog.seconds
    },
    get behindSeconds() {
      return shownSeconds === undefined ? 0 : Math.max(0, newestSeconds - shownSeconds)
    },
    get progress() {
      return decoded
    },
    begun: true,
    paused: false,
    get jitterSeconds() {
      return arrivals.jitterSeconds()
    },
    rate: 1,
    get skips() {
      return skips
    },
    close: () => {
      closed = true
      cancelAnimationFrame(raf)
      if (decoder.state !== 'closed') decoder.close()
    },
  }
}
