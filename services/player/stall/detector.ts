// Looks whether media comes and the picture stands still all the same. Owns what it knows of the renderer from look to look:
// when a picture was shown last, and when anything was decoded.
import type { Rendering } from '../rendering.ts'
import { shouldRebuild } from './rebuild.ts'
import { stallThresholds } from './thresholds.ts'

export interface DetectorOptions {
  readonly rendering: Pick<Rendering, 'current' | 'ages'>
  /** Pictures shown so far. */
  readonly frames: () => number
  /** Renderers that were given up in a row. */
  readonly failures: () => number
  /** The picture is meant to be seen. */
  readonly isWatched: () => boolean
  /** Pictures a second, as announced. */
  readonly frameRate?: () => number | undefined
  readonly onFault: (reason: string) => void
}

export const createDetector = ({ rendering, frames, failures, isWatched, frameRate, onFault }: DetectorOptions) => {
  let known: Rendering['current']
  let shown = 0
  let shownMillis = 0
  let progress = 0
  let progressMillis = 0
  const restart = (nowMillis: number): void => {
    shownMillis = nowMillis
    progressMillis = nowMillis
  }
  return {
    look: (nowMillis: number): void => {
      const renderer = rendering.current
      if (renderer !== known || !renderer || renderer.paused || !isWatched()) restart(nowMillis)
      known = renderer
      if (!renderer) return
      if (frames() !== shown) shownMillis = nowMillis
      if (frames() !== shown || renderer.progress !== progress) progressMillis = nowMillis
      shown = frames()
      progress = renderer.progress
      const stillSeconds = (nowMillis - shownMillis) / 1000
      const idleSeconds = (nowMillis - progressMillis) / 1000
      const view = { stillSeconds, idleSeconds, ...rendering.ages(nowMillis), failures: failures() }
      if (shouldRebuild(view, stallThresholds(frameRate?.()))) onFault('media comes but the picture stands still')
    },
    /** Nobody looked, or the machine slept. */
    restart,
  }
}
