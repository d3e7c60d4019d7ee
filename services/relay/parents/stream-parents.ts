// The parents of one stream: which of them push it now (selection.ts), and with `standby` the watch that asks a second one
// when the first is late, and leaves one which has gone silent. Owns the active parent and the watch.
import { steadyMicros } from '@weir/time'
import type { NodeConfig } from '../config/index.ts'
import type { Arrival, Track } from '../track/index.ts'
import type { Parent } from './parent.ts'
import { selectParents } from './selection.ts'
import { createStreamWatch, type StreamWatch } from './stream-watch.ts'

export interface StreamParentsOptions {
  readonly redundancy: NodeConfig['redundancy']
  /** In the order of configuration. */
  readonly parents: () => readonly Parent[]
  readonly offers: (parent: Parent) => boolean
  /** The active parent gave way to another. */
  readonly onSwitched: (from: number, to: number, reason: string) => void
  /** What the watch has seen asks for another choice. */
  readonly onChange: () => void
}

export interface StreamParents {
  /** Indices of the parents that are to push the stream now, the active one first. */
  choose(): readonly number[]
  /** A live chunk of the stream came, and has been handed to its track. */
  heard(parent: Parent, track: Track, arrival: Arrival): void
  /** Whether the stream is wanted: only then is it watched. */
  want(wanted: boolean): void
}

export const createStreamParents = (options: StreamParentsOptions): StreamParents => {
  const { redundancy } = options
  /** `standby` and `none` only. */
  let active: number | undefined
  let watch: StreamWatch | undefined
  let givenUp: { readonly index: number; readonly reason: string } | undefined

  const pushing = () => options.parents().find(({ index }) => index === active)
  const giveUp = (reason: string): boolean => {
    const before = active
    if (before === undefined) return false
    givenUp = { index: before, reason }
    options.onChange()
    givenUp = undefined
    return active !== before
  }
  const select = (shunned: number | undefined) =>
    selectParents(
      redundancy,
      options.parents().map((parent) => ({
        index: parent.index,
        shunned: parent.index === shunned,
        up: parent.isUp,
        offers: options.offers(parent),
      })),
      active,
    )
  return {
    choose() {
      const chosen = select(givenUp?.index)
      const now = chosen[0]
      if (redundancy === 'hot' || now === undefined) return chosen
      const before = active
      active = now
      if (now !== before) {
        watch?.switched()
        if (before !== undefined) options.onSwitched(before, now, givenUp?.reason ?? 'close')
      }
      // The one that a switch would take.
      return watch?.hedging ? [...new Set([now, ...select(now)])] : chosen
    },
    heard(parent, { newest }, { frame, receiveSteadyMicros }) {
      if (parent.index !== active) return
      if (frame.end) watch?.ended()
      else {
        const isNewest = frame.sequence >= (newest?.header.sequence ?? 0)
        const { captureTimeMicros, decodeTimeMicros, durationMicros } = frame
        watch?.heard(receiveSteadyMicros, captureTimeMicros, isNewest, decodeTimeMicros, durationMicros)
      }
    },
    want(wanted) {
      if (!wanted) {
        watch?.close()
        watch = undefined
      } else if (redundancy === 'standby' && options.parents().length > 1) {
        watch ??= createStreamWatch({
          steadyMicros,
          heardMicros: () => pushing()?.heardMicros ?? 0,
          rttMicros: () => pushing()?.rttMicros,
          probe: () => pushing()?.probe(),
          onSwitch: giveUp,
          onHedge: options.onChange,
        })
      }
    },
  }
}
