// Decides whether the parent that pushes a stream is to be left for another (standby redundancy). Pure: it is told what
// came and what time it is, and answers what to do and when to ask again. Owns what it has learned of the stream.
//
//   chunk ── gap ≤ threshold ──► wait
//      └─ no chunk for 0.6 × threshold ──► uneasy: probe the parent (one clock request)
//             └─ at the threshold: no answer either ──► switch
//                    └─ answered, or too far away to tell: the stream rests, the parent lives ──► at 1.5 × threshold, switch
//
// The threshold is learned from the gaps between chunks, so that a steady 30 fps is left after 80 ms and a noisy source
// is given time. It is never below what one picture takes: sound comes in heaps, each with its picture, and between two
// heaps of 2 fps there is half a second that the gaps within them say nothing of. When a switch brings nothing, the next is waited for longer each time: with the source gone, all
// parents are silent, and running from one to the next would not help.

export interface WatchdogOptions {
  readonly minSilenceMicros?: number
  readonly maxSilenceMicros?: number
  /** A chunk that is so much later than the stream was at its best counts as late. */
  readonly lateMicros?: number
  /** For so long every chunk has to be late. */
  readonly lateForMicros?: number
}

export interface Evidence {
  /** When the parent was last heard at all, answers to probes included. */
  readonly heardMicros: number
  /** Round trip of the link; undefined while unknown. */
  readonly rttMicros: number | undefined
  /** How late this question itself is asked: our own event loop, or the machine, was busy. */
  readonly ownDelayMicros: number
}

export type Verdict =
  /** `uneasy`: late, but too soon after a switch to ask. A probe says that too. */
  | { readonly act: 'wait' | 'uneasy' | 'probe'; readonly untilMicros: number }
  | { readonly act: 'switch'; readonly reason: 'silence' | 'late' }

export interface Watchdog {
  /**
   * A live chunk (no replay) came from the parent that pushes. By the decode time, if it is known, a step of the ingress's
   * clock is told from lateness; `durationMicros` is how long the chunk plays.
   */
  heard(atMicros: number, captureTimeMicros: number, decodeTimeMicros?: number, durationMicros?: number): void
  /** The stream has ended in an orderly way: silence means nothing until the next chunk. */
  ended(): void
  /** Another parent pushes from now on. */
  switched(atMicros: number): void
  verdict(nowMicros: number, evidence: Evidence): Verdict
  readonly thresholdMicros: number
}

const GAPS = 64
/** Of the last 64 gaps, this many may be larger than what counts as the stream's usual gap. */
const OUTLIERS = 3
const LEARN_GAPS = 8
const SPREAD = 2.2
const PROBE_SHARE = 0.6
const ALIVE_FACTOR = 1.5
/** An event loop that is so late is no witness: it first has to read what came meanwhile. */
const BUSY_MICROS = 15_000
const IDLE_LOOK_MICROS = 50_000
const UNLEARNED_SILENCE_MICROS = 500_000
const FIRST_PATIENCE_MICROS = 250_000
const MAX_PATIENCE_MICROS = 5_000_000
/** Each of the last three switches makes probe and next switch slower for so long, so that a source that stutters does not
 * drag us about. It costs viewers little: a second parent is asked as soon as ever. */
const CAUTION_MICROS = 5_000_000
const CAUTION_FACTOR = 2.25
const MOST_CAUTION = 3
/** After so many chunks a parent has proved itself. */
const PROOF_CHUNKS = 30
/** Chunks whose durations are looked at: with sound, more than a second of them. */
const DURATIONS = 96
/** The slowest frame rate that a stream may have is 1 fps. */
const LONGEST_FRAME_MICROS = 1_000_000
/** In durations of a picture: how long a parent that was turned to may take, and for how long every chunk is to be late. */
const PATIENCE_FRAMES = 2
const LATE_FRAMES = 3
const BASELINE_MICROS = 15_000_000
/** Capture time and media timeline go together; where they part by so much, the ingress's clock was put right. */
const STEP_MICROS = 1_000_000
const FIRST_LATE_REST_MICROS = 10_000_000
const MAX_LATE_REST_MICROS = 300_000_000

export const createWatchdog = (options: WatchdogOptions = {}): Watchdog => {
  const { minSilenceMicros = 80_000, maxSilenceMicros = 2_000_000 } = options
  const { lateMicros = 250_000, lateForMicros = 1_000_000 } = options
  let gaps: number[] = []
  let threshold = UNLEARNED_SILENCE_MICROS
  let durations: number[] = []
  let frameMicros = 0
  let lastMicros: number | undefined
  let probedAtMicros: number | undefined
  let uneasy = false
  let chunks = 0
  let switches: number[] = []
  let patienceMicros = FIRST_PATIENCE_MICROS
  // The least (receive − capture) of the last one to two windows: an unknown clock offset cancels out of the difference.
  let best = { now: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY, turnsMicros: 0 }
  let lateSinceMicros: number | undefined
  /** Capture time minus decode time of the newest chunk. */
  let originMicros: number | undefined
  let lateRestUntilMicros = 0
  let lateRestMicros = FIRST_LATE_REST_MICROS

  const learn = (gapMicros: number) => {
    gaps = [...gaps, gapMicros].slice(-GAPS)
    if (gaps.length < LEARN_GAPS) {
      threshold = Math.max(UNLEARNED_SILENCE_MICROS, SPREAD * frameMicros)
      return
    }
    const sorted = [...gaps].sort((a, b) => b - a)
    const usual = sorted[Math.min(OUTLIERS, Math.floor(gaps.length / 8))] as number
    const least = Math.max(minSilenceMicros, SPREAD * frameMicros)
    threshold = Math.max(least, Math.min(maxSilenceMicros, usual * SPREAD))
  }
  const judgeLateness = (atMicros: number, delayMicros: number) => {
    if (atMicros > best.turnsMicros) {
      best = { now: Number.POSITIVE_INFINITY, before: best.now, turnsMicros: atMicros + BASELINE_MICROS }
    }
    best.now = Math.min(best.now, delayMicros)
    const late = delayMicros - Math.min(best.now, best.before) > lateMicros
    lateSinceMicros = late ? (lateSinceMicros ?? atMicros) : undefined
  }

  return {
    heard(atMicros, captureTimeMicros, decodeTimeMicros = captureTimeMicros, durationMicros = 0) {
      durations = [...durations, durationMicros].slice(-DURATIONS)
      frameMicros = Math.min(LONGEST_FRAME_MICROS, Math.max(...durations))
      if (lastMicros !== undefined && chunks > 0) learn(atMicros - lastMicros)
      lastMicros = atMicros
      probedAtMicros = undefined
      uneasy = false
      chunks++
      if (chunks > PROOF_CHUNKS) patienceMicros = FIRST_PATIENCE_MICROS
      const origin = captureTimeMicros - decodeTimeMicros
      if (originMicros !== undefined && Math.abs(origin - originMicros) > STEP_MICROS) {
        best = { now: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY, turnsMicros: 0 }
      }
      originMicros = origin
      judgeLateness(atMicros, atMicros - captureTimeMicros)
    },
    ended() {
      lastMicros = undefined
      chunks = 0
    },
    switched(atMicros) {
      switches = [...switches, atMicros].filter((at) => atMicros - at < CAUTION_MICROS)
      lastMicros = atMicros
      probedAtMicros = undefined
      uneasy = false
      chunks = 0
      lateSinceMicros = undefined
    },
    verdict(nowMicros, { heardMicros, rttMicros, ownDelayMicros }) {
      if (lastMicros === undefined) return { act: 'wait', untilMicros: nowMicros + IDLE_LOOK_MICROS }
      if (ownDelayMicros > BUSY_MICROS)
        return { act: 'wait', untilMicros: nowMicros + Math.min(ownDelayMicros, 50_000) }
      if (
        lateSinceMicros !== undefined &&
        nowMicros - lateSinceMicros > Math.max(lateForMicros, LATE_FRAMES * frameMicros) &&
        nowMicros > lateRestUntilMicros
      ) {
        lateRestUntilMicros = nowMicros + lateRestMicros
        lateRestMicros = Math.min(MAX_LATE_REST_MICROS, 2 * lateRestMicros)
        return { act: 'switch', reason: 'late' }
      }
      const silentMicros = nowMicros - lastMicros
      if (chunks === 0) {
        const patience = Math.max(patienceMicros, PATIENCE_FRAMES * frameMicros)
        if (silentMicros < patience) return { act: 'wait', untilMicros: lastMicros + patience }
        patienceMicros = Math.min(MAX_PATIENCE_MICROS, 2 * patienceMicros)
        return { act: 'switch', reason: 'silence' }
      }
      const recent = switches.filter((at) => nowMicros - at < CAUTION_MICROS).length
      const limit = threshold * CAUTION_FACTOR ** Math.min(recent, MOST_CAUTION)
      const uneasyAt = lastMicros + PROBE_SHARE * threshold
      if (nowMicros < uneasyAt) return { act: 'wait', untilMicros: uneasyAt }
      const probeAt = lastMicros + PROBE_SHARE * limit
      const act = uneasy ? 'wait' : 'uneasy'
      uneasy = true
      if (nowMicros < probeAt) return { act, untilMicros: probeAt }
      if (probedAtMicros === undefined) {
        probedAtMicros = nowMicros
        return { act: 'probe', untilMicros: Math.max(nowMicros, lastMicros + limit) }
      }
      const answered = heardMicros > probedAtMicros
      const tellable = rttMicros !== undefined && rttMicros < (1 - PROBE_SHARE) * limit
      const endMicros = lastMicros + (answered || !tellable ? ALIVE_FACTOR : 1) * limit
      if (nowMicros < endMicros) return { act: 'wait', untilMicros: endMicros }
      return { act: 'switch', reason: 'silence' }
    },
    get thresholdMicros() {
      return threshold
    },
  }
}
