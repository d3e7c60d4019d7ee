// Where a shown frame's time went, from capture to compositor, leg by leg. Pure.
import { type Hop, hopsOf, latencyMicros, type TrailEntry } from '@weir/wire'
import type { Receipt } from './chunk-log.ts'

export interface Leg {
  /** `encode`: capture to a built chunk. `node`: receive to send. `push`: over a link. `player`: receive to compositor. */
  readonly kind: 'encode' | 'node' | 'push' | 'player'
  /** Node where the leg begins; for `encode` and `node` also where it ends. */
  readonly from: string
  /** Node where it ends, `browser` for the last ones. */
  readonly to: string
  readonly micros: number
  /** ± bound, from the clocks' offsets; 0 where one clock stamped both ends. */
  readonly errorMicros: number
}

export interface PathInput {
  readonly captureMicros: number
  readonly trail: readonly TrailEntry[]
  readonly received: Receipt
  readonly shownMicros: number
  readonly nameOf: (nodeIndex: number) => string
}

const BROWSER = 'browser'

const push = (hop: Hop, nameOf: (index: number) => string): Leg => ({
  kind: 'push',
  from: nameOf(hop.fromIndex),
  to: nameOf(hop.toIndex),
  micros: hop.pushMicros,
  errorMicros: hop.errorMicros,
})

/** The legs in the order in which the frame took them; their sum is the whole way. */
export const legsOf = ({ captureMicros, trail, received, shownMicros, nameOf }: PathInput): Leg[] => {
  const { atMicros: receivedMicros, clock } = received
  const first = trail[0]
  const last = trail.at(-1)
  if (!first || !last) return []
  const hops = hopsOf(trail)
  const origin = nameOf(first.nodeIndex)
  const encode = first.receiveMicros - captureMicros
  return [
    { kind: 'encode', from: origin, to: origin, micros: encode, errorMicros: 0 },
    ...trail.flatMap((entry, index): Leg[] => {
      const name = nameOf(entry.nodeIndex)
      const hop = hops[index - 1]
      const inside = entry.sendMicros - entry.receiveMicros
      return [
        ...(hop ? [push(hop, nameOf)] : []),
        { kind: 'node', from: name, to: name, micros: inside, errorMicros: 0 },
      ]
    }),
    {
      kind: 'push',
      from: nameOf(last.nodeIndex),
      to: BROWSER,
      micros: latencyMicros(last.sendMicros, receivedMicros, clock?.offsetMicros ?? 0),
      errorMicros: clock?.errorMicros ?? Number.POSITIVE_INFINITY,
    },
    { kind: 'player', from: BROWSER, to: BROWSER, micros: shownMicros - receivedMicros, errorMicros: 0 },
  ]
}
