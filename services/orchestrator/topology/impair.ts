// An impairment as it is written to the one that a link takes; used by topology.yaml and by `weir link`.
import type { Impair } from '@weir/relay/config'
import type { ImpairInput } from './schema.ts'
import type { Trace } from './trace.ts'

/** `readTrace` gets the path as written. What is not written is left out. */
export const parseImpair = (written: ImpairInput, readTrace: (path: string) => Trace): Impair => {
  const impair: { readonly [K in keyof Impair]-?: Impair[K] } = {
    delaySeconds: written.delay,
    jitterSeconds: written.jitter,
    rateBitsPerSecond: written.rate,
    loss: written.loss,
    partition: written.partition,
    trace: written.trace === undefined ? undefined : readTrace(written.trace),
    direction: written.direction,
    seed: written.seed,
  }
  return Object.fromEntries(Object.entries(impair).filter(([, value]) => value !== undefined))
}
