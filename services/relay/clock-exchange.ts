// The child's side of the clock exchange with one parent: asks in a quick burst at first, then steadily, and feeds the
// estimator. Owns its timer; the estimate itself is clock-offset.ts.
import type { Clock } from '@weir/wire'
import { createOffsetEstimator, type OffsetEstimate } from './clock-offset.ts'

export type { OffsetEstimate } from './clock-offset.ts'

export interface ClockExchangeOptions {
  readonly nowMicros: () => number
  readonly send: (message: Clock) => void
  readonly onEstimate: (estimate: OffsetEstimate) => void
}

export interface ClockExchange {
  /** A new connection: the burst begins. */
  start(): void
  /** One request now, apart from the rhythm. */
  ask(): void
  answer(message: Clock, receiveMicros: number): void
  estimate(nowMicros: number): OffsetEstimate | undefined
  stop(): void
}

const BURST = 8
const BURST_MILLIS = 10
const STEADY_MILLIS = 250
/** Requests without an answer that are remembered: an answer to none of them is not one of ours. */
const MAX_ASKED = 64

export const createClockExchange = ({ nowMicros, send, onEstimate }: ClockExchangeOptions): ClockExchange => {
  const estimator = createOffsetEstimator()
  let timer: NodeJS.Timeout | undefined
  let asked: number[] = []
  let round = 0
  const ask = () => {
    const t0 = nowMicros()
    asked = [...asked, t0].slice(-MAX_ASKED)
    send({ type: 'clock', t0 })
  }
  const tick = () => {
    ask()
    round++
    timer = setTimeout(tick, round < BURST ? BURST_MILLIS : STEADY_MILLIS)
  }
  const stop = () => {
    clearTimeout(timer)
    asked = []
    round = 0
  }
  return {
    start() {
      stop()
      tick()
    },
    ask,
    answer({ t0, t1, t2 }, receiveMicros) {
      if (t1 === undefined || t2 === undefined || !asked.includes(t0)) return
      asked = asked.filter((time) => time !== t0)
      estimator.sample(t0, t1, t2, receiveMicros)
      const estimate = estimator.estimate(receiveMicros)
      if (estimate) onEstimate(estimate)
    },
    estimate: (now) => estimator.estimate(now),
    stop,
  }
}
