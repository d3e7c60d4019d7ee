// The row of figures under the picture, a few times a second.
import { element } from '../dom/element.ts'
import { millis } from '../dom/format.ts'
import type { WeirSnapshot } from '../snapshot.ts'
import { isFresh } from './fresh.ts'
import { refresh } from './refresh.ts'

const set = (id: string, text: string): void => {
  const target = element(id)
  if (target.textContent !== text) target.textContent = text
}

export const startFigures = (snapshot: WeirSnapshot): void =>
  refresh(() => {
    const { stalls } = snapshot
    const fresh = isFresh(snapshot.state)
    const glassToGlass = fresh ? snapshot.glassToGlass : null
    set('glass-p50', millis(glassToGlass?.p50Seconds))
    set('glass-p99', millis(glassToGlass?.p99Seconds))
    set('glass-error', glassToGlass ? `± ${millis(glassToGlass.errorSeconds)} from the clocks` : '')
    set('join', snapshot.joinMillis === null ? '–' : `${Math.round(snapshot.joinMillis)} ms`)
    const now = fresh && snapshot.renderer !== null
    set('buffer', millis(now ? snapshot.bufferedSeconds : null))
    set('jitter', now ? `${millis(snapshot.jitterSeconds)} jitter` : '')
    set('rate', now ? `${snapshot.rate.toFixed(3)}×` : '–')
    set('stalls', String(stalls.count))
    set('stalls-seconds', stalls.count === 0 ? 'so far' : `${stalls.totalSeconds.toFixed(1)} s in all`)
  })
