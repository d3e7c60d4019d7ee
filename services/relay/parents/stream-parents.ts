// The parents of one stream: which of them push it now (selection.ts), and with `standby` the watch that asks a second one
// when the first is late, and leaves one which has gone silent; with `prefer` the way back to a better one
// (preference.ts). Owns the active parent, the watch and one timer.
import { steadyMicros } from '@weir/time'
import type { NodeConfig } from '../config/index.ts'
import type { Arrival, Track } from '../track/index.ts'
import type { Parent } from './parent.ts'
import { prefer } from './preference.ts'
import { type Candidate, selectParents } from './selection.ts'
import { createStreamWatch, type StreamWatch } from './stream-watch.ts'

export interface StreamParentsOptions {
  readonly redundancy: NodeConfig['redundancy']
  /** Ids of parents, the best first; empty when any will do. */
  readonly prefer: readonly string[]
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

/** After a switch that nothing forced the old parent pushes on for so long: nobody sees it, and the first copy wins. */
const HANDOVER_MICROS = 500_000

/** Of those that list the stream the ones that are up, without the one that has just been given up if there is another. */
const able = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const offering = candidates.filter(({ offers }) => offers)
  const up = (offering.length > 0 ? offering : candidates).filter((candidate) => candidate.up)
  const others = up.filter(({ shunned }) => !shunned)
  return others.length > 0 ? others : up
}

export const createStreamParents = (options: StreamParentsOptions): StreamParents => {
  const { redundancy } = options
  /** `standby` and `none` only. */
  let active: number | undefined
  let watch: StreamWatch | undefined
  let timer: NodeJS.Timeout | undefined
  let timerMicros = 0
  const givenUpAt = new Map<number, number>()
  let handover: { readonly index: number; readonly untilMicros: number } | undefined
  let givenUp: { readonly index: number; readonly reason: string } | undefined

  const pushing = () => options.parents().find(({ index }) => index === active)
  const giveUp = (reason: string): boolean => {
    const before = active
    if (before === undefined) return false
    givenUp = { index: before, reason }
    givenUpAt.set(before, steadyMicros())
    options.onChange()
    givenUp = undefined
    return active !== before
  }
  const rank = ({ id }: Parent): number => {
    const at = options.prefer.indexOf(id)
    return at < 0 ? options.prefer.length : at
  }
  /** Without a preference the order is that of configuration. */
  const inOrder = (): Parent[] => [...options.parents()].sort((a, b) => rank(a) - rank(b))
  const select = (shunned: number | undefined): readonly number[] => {
    const candidates = inOrder().map((parent) => ({
      index: parent.index,
      shunned: parent.index === shunned,
      up: parent.isUp,
      offers: options.offers(parent),
    }))
    return redundancy === 'standby' && options.prefer.length > 0
      ? selectPreferred(candidates)
      : selectParents(redundancy, candidates, active)
  }
  const selectPreferred = (candidates: readonly Candidate[]): readonly number[] => {
    // What selection.ts would choose among: those that list the stream, of the ones that are up the best.
    const up = new Set(able(candidates).map(({ index }) => index))
    const ranked = inOrder().filter(({ index }) => up.has(index))
    const { index, againMicros } = prefer(
      ranked.map((parent, at) => ({
        index: parent.index,
        rank: at,
        upSinceMicros: parent.upSinceMicros,
        neverDown: parent.neverDown,
        givenUpMicros: givenUpAt.get(parent.index),
      })),
      active,
      steadyMicros(),
    )
    if (againMicros !== undefined && againMicros < Number.POSITIVE_INFINITY) lookAgain(againMicros)
    return index === undefined ? [] : [index]
  }
  const lookAgain = (atMicros: number) => {
    if (timer && atMicros >= timerMicros) return
    clearTimeout(timer)
    timerMicros = atMicros
    timer = setTimeout(
      () => {
        timer = undefined
        options.onChange()
      },
      Math.max(1, Math.ceil((atMicros - steadyMicros()) / 1000)),
    )
    timer.unref()
  }
  return {
    choose() {
      const chosen = select(givenUp?.index)
      const now = chosen[0]
      if (redundancy === 'hot' || now === undefined) return chosen
      const before = active
      active = now
      if (now !== before) {
        watch?.switched()
        if (before !== undefined) {
          const parted = !givenUp && options.parents().some(({ index, isUp }) => index === before && isUp)
          options.onSwitched(
            before,
            now,
            givenUp?.reason ?? (parted && options.prefer.length > 0 ? 'preferred' : 'close'),
          )
          handover = parted ? { index: before, untilMicros: steadyMicros() + HANDOVER_MICROS } : undefined
        }
      }
      if (handover && handover.untilMicros <= steadyMicros()) handover = undefined
      // Each time: an earlier look may have come before its end.
      if (handover) lookAgain(handover.untilMicros)
      // The one that a switch would take, and the one that a switch has just left.
      return [...new Set([now, ...(watch?.hedging ? select(now) : []), ...(handover ? [handover.index] : [])])]
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
        clearTimeout(timer)
        timer = undefined
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
