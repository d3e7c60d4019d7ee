// Plays video alone, as early as can be: each chunk goes into a VideoDecoder as it comes, and each picture onto a canvas
// as it is decoded. Nothing is held back, so jitter of the network is jitter of the picture. Owns decoder and canvas.
import { createArrivals } from '../arrivals.ts'
import type { Renderer, RendererEvents } from '../renderer.ts'
import { createBacklog } from './backlog.ts'
import { decoderDescription, mediaData } from './boxes.ts'

export const hasWebCodecs = (): boolean => 'VideoDecoder' in globalThis

export const createWebCodecsRenderer = (canvas: HTMLCanvasElement, events: RendererEvents): Renderer => {
  const context = canvas.getContext('2d', { alpha: false })
  const arrivals = createArrivals()
  const backlog = createBacklog()
  let needKeyframe = true
  let newestReplay: number | undefined
  let skips = 0
  let closed = false
  let raf = 0

  const draw = (frame: VideoFrame): void => {
    const mediaSeconds = frame.timestamp / 1e6
    backlog.out(frame.timestamp)
    // Of the burst at the beginning only the last picture is wanted.
    if (newestReplay !== undefined && mediaSeconds < newestReplay - 0.001) {
      frame.close()
      return
    }
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
      decoder.configure({
        codec: track.codec,
        optimizeForLatency: true,
        ...(track.width && track.height ? { codedWidth: track.width, codedHeight: track.height } : {}),
        ...(description ? { description } : {}),
      })
    },
    chunk: (track, frame, jump, receivedMicros) => {
      if (track.kind !== 'video' || decoder.state !== 'configured') return
      const tooSlow = backlog.full
      if (tooSlow || (jump && !frame.keyframe)) needKeyframe = true
      if (needKeyframe && (tooSlow || !frame.keyframe)) {
        skips += 1
        return
      }
      const data = mediaData(frame.payload)
      if (!data) return
      needKeyframe = false
      const { decodeTimeMicros, durationMicros } = frame
      const mediaSeconds = decodeTimeMicros / 1e6
      if (frame.replay) newestReplay = mediaSeconds
      else {
        if (newestReplay !== undefined && mediaSeconds < newestReplay) newestReplay = undefined
        backlog.add(decodeTimeMicros, durationMicros)
      }
      arrivals.take(frame, mediaSeconds, jump, receivedMicros)
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
