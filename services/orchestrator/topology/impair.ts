// An impairment as written to the numbers that nodes take; used by topology.yaml and by `weir link`.
import type { Impair } from '@weir/relay/config'
import type { ImpairInput } from './schema.ts'
import type { Trace } from './trace.ts'
import { DURATION, PERCENTAGE, RATE } from './units.ts'

/** `readTrace` gets the path as written. */
export const impairOf = (written: ImpairInput, readTrace: (path: string) => Trace): Impair => ({
  ...(written.delay === undefined ? {} : { delaySeconds: DURATION.parse(written.delay) }),
  ...(written.jitter === undefined ? {} : { jitterSeconds: DURATION.parse(written.jitter) }),
  ...(written.rate === undefined ? {} : { rateBitsPerSecond: RATE.parse(written.rate) }),
  ...(written.loss === undefined ? {} : { loss: PERCENTAGE.parse(written.loss) }),
  ...(written.partition === undefined ? {} : { partition: written.partition }),
  ...(written.trace === undefined ? {} : { trace: readTrace(written.trace) }),
  ...(written.direction === undefined ? {} : { direction: written.direction }),
  ...(written.seed === undefined ? {} : { seed: written.seed }),
})
