// The child's side of the clock exchange with one parent: asks in runs, close together at first, then steadily, and feeds
// the estimator. Within a run each answer brings the next question, since the first round trip wakes both processes and
// takes twice as long as the next, and the bound is half the shortest. Owns its timer; the estimate itself is
// clock-offset.ts.
import { steadyMicros } from '@weir/time'
import type { Clock } from '@weir/wire'
import { createOffsetEstimator, type OffsetEstimate } from './clock-offset.ts'

export type { OffsetEstimate } from './clock-offset.ts'

export interface ClockExchangeOptions {
  readonly nowMicros: () => number
  readonly send: (message: Clock) => void
  readonly onEstimate: (estimate: OffsetEstimate) => void
  /** A question that was put at `beganMicros`, by the steady clock, is answered, and the estimate has it already. */
  readonly onAnswered: (beganMicros: number) => void
}

export interface ClockExchange {
  /** A new connection: the burst begins. */
  start(): void
  /** One request now, apart from the rhythm. */
  ask(): void
  answer(message: Clock, receiveMicros: number): void
  estimate(nowMicros: number): OffsetEstimate | undefined
  /** Our own clock has stepped: what was learned is void, and the burst begins anew. */
  restart(): void
  stop(): void
}

/** Questions of a run. */
const RUN = 4
const QUICK_RUNS = 4
const QUICK_MILLIS = 20
/** Drawn anew each time: a steady 500 ms would meet the same one of 15 frames at 30 fps again and again. */
const STEADY_MILLIS = { least: 400, most: 600 }
/** Requests without an answer that are remembered: an answer to none of them is not one of ours. */
const MAX_ASKED = 64

export const createClockExchange = ({
  nowMicros,
  send,
  onEstimate,
  onAnswered,
}: ClockExchangeOptions): ClockExchange => {
  let estimator = createOffsetEstimator()
  let timer: NodeJS.Timeout | undefined
  let asked: { readonly t0: number; readonly beganMicros: number }[] = []
  let runs = 0
  let left = 0
  const ask = () => {
    const t0 = nowMicros()
    asked = [...asked, { t0, beganMicros: steadyMicros() }].slice(-MAX_ASKED)
    send({ type: 'clock', t0 })
  }
  const steadyMillis = () => STEADY_MILLIS.least + Math.random() * (STEADY_MILLIS.most - STEADY_MILLIS.least)
  const tick = () => {
    left = RUN - 1
    ask()
    runs++
    timer = setTimeout(tick, runs < QUICK_RUNS ? QUICK_MILLIS : steadyMillis())
  }
  const stop = () => {
    clearTimeout(timer)
    timer = undefined
    asked = []
    runs = 0
    left = 0
  }
  const start = () => {
    stop()
    tick()
  }
  return {
    start,
    ask,
    restart() {
      estimator = createOffsetEstimator()
      // Not while the connection is down: then the next one begins anyway.
      if (timer) start()
    },
    answer({ t0, t1, t2 }, receiveMicros) {
      const question = asked.find((one) => one.t0 === t0)
      if (t1 === undefined || t2 === undefined || !question) return
      asked = asked.filter((one) => one !== question)
      if (left > 0) {
        left--
        ask()
      }
      const used = estimator.sample(t0, t1, t2, receiveMicros)
      const estimate = estimator.estimate(receiveMicros)
      if (estimate) onEstimate(estimate)
      // Stamps between which a clock stepped tell nothing of what holds now.
      if (used) onAnswered(question.beganMicros)
    },
    estimate: (now) => estimator.estimate(now),
    stop,
  }
}
