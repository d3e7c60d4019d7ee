// Push latency of every link, from the trails of the chunks that one viewer gets: exact, where a histogram has buckets.
import { sampleTrails } from '@weir/test-support'
import { type Quantiles, quantilesOf } from './quantiles.ts'

export interface HopFigures {
  /** As in `in1->mid-a`. */
  readonly link: string
  /** ms. */
  readonly push: Quantiles
  /** The clock offset's bound, ms, at the median. */
  readonly errorMillis: number
}

/** Over `seconds`, after `warmSeconds` that are not counted: V8 compiles what forwards chunks in a node's first seconds. */
export const measureHops = async (
  edgeUrl: string,
  stream: string,
  warmSeconds: number,
  seconds: number,
): Promise<HopFigures[]> => {
  await sampleTrails(edgeUrl, stream, warmSeconds)
  return (await sampleTrails(edgeUrl, stream, seconds))
    .flatMap(({ from, to, pushMillis, errorMillis }) => {
      const push = quantilesOf(pushMillis)
      const error = quantilesOf(errorMillis)
      return push && error ? [{ link: `${from}->${to}`, push, errorMillis: error.p50 }] : []
    })
    .sort((a, b) => a.link.localeCompare(b.link))
}
