// Looks, a few times a second and for as long as the page lives, whether media comes and the picture stands still all the
// same.
import type { Rendering } from '../rendering.ts'
import { shouldRebuild } from './rebuild.ts'
import { stallThresholds } from './thresholds.ts'

const EVERY_MILLIS = 250

export interface DetectorOptions {
  readonly rendering: Pick<Rendering, 'current' | 'ages'>
  /** Of the pictures shown: how many, and how long the newest has stood still. */
  readonly meter: { readonly frames: number; readonly stalls: { stillSeconds(nowSeconds: number): number } }
  /** The picture is meant to move, and to be seen. */
  readonly isWatched: () => boolean
  /** Pictures a second, as announced. */
  readonly frameRate?: () => number | undefined
  readonly onFault: (reason: string) => void
}

export const detectStalls = ({ rendering, meter, isWatched, frameRate, onFault }: DetectorOptions): void => {
  setInterval(() => {
    if (!rendering.current || !isWatched()) return
    const now = performance.now()
    const ages = rendering.ages(now)
    const stillSeconds = Math.max(meter.stalls.stillSeconds(now / 1000), meter.frames === 0 ? ages.ageSeconds : 0)
    if (shouldRebuild({ stillSeconds, ...ages }, stallThresholds(frameRate?.())))
      onFault('media comes but the picture stands still')
  }, EVERY_MILLIS)
}
