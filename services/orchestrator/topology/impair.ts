// An impairment as written to the numbers that nodes take; used by topology.yaml and by `weir link`.
import type { Impair } from '@weir/relay/config'
import type { ImpairInput } from './schema.ts'
import type { Trace } from './trace.ts'
import { DURATION, numberOf, PERCENTAGE, RATE } from './units.ts'

/** `readTrace` gets the path as written. What is not written is left out. */
export const parseImpair = (written: ImpairInput, readTrace: (path: string) => Trace): Impair => {
  const impair: { readonly [K in keyof Impair]-?: Impair[K] } = {
    delaySeconds: numberOf(DURATION, written.delay),
    jitterSeconds: numberOf(DURATION, written.jitter),
    rateBitsPerSecond: numberOf(RATE, written.rate),
    loss: numberOf(PERCENTAGE, written.loss),
    partition: written.partition,
    trace: written.trace === undefined ? undefined : readTrace(written.trace),
    direction: written.direction,
    seed: written.seed,
  }
  return Object.fromEntries(Object.entries(impair).filter(([, value]) => value !== undefined))
}
