// What the player tells tests, benches and the curious: `window.weir`, read-only, always up to date, fit for
// JSON.stringify. Times in the unit of their name; wall clocks in µs since 1970.
import type { LegSummary } from './measure/legs.ts'
import type { GlassSample, Summary } from './measure/meter.ts'

export type PlayerState =
  /** No connection yet. */
  | 'connecting'
  /** Connected; the edge does not have the stream (yet). */
  | 'waiting'
  /** Media is on its way to the first live picture. */
  | 'joining'
  | 'playing'
  /** Pictures are shown, and are old; the page says whether it catches up. */
  | 'behind'
  /** Connected, and no picture has come for a while; the page says since when. */
  | 'silent'
  /** The connection is gone and is being made again. */
  | 'reconnecting'
  /** In a hidden tab, without sound: nothing is asked for until it is seen again. */
  | 'hidden'
  /** The browser can't play this stream; the page says why. */
  | 'unsupported'

export interface WeirSnapshot {
  readonly stream: string
  readonly state: PlayerState
  /** What the page says to the user just now; empty while all is well. */
  readonly message: string
  readonly renderer: 'mse' | 'webcodecs' | null
  /** Address of the edge's socket. */
  readonly edge: string
  readonly epoch: number
  readonly framesShown: number
  /** The clock in the newest picture, ms since 1970; null while none could be read. */
  readonly frameClockMillis: number | null
  /** Pictures whose clock should have been there and could not be read. */
  readonly unreadableClocks: number
  /** Glass-to-glass over the last 300 frames: generation to compositor. */
  readonly glassToGlass: Summary | null
  /** The same, frame by frame, the newest 16384; both by the ingress's clock. Replayed chunks are left out. */
  readonly samples: readonly GlassSample[]
  /** Leg by leg, over the last 300 frames. */
  readonly hops: readonly LegSummary[]
  /** Socket's start to the first live picture, of the newest join. */
  readonly joinMillis: number | null
  readonly stalls: { readonly count: number; readonly totalSeconds: number; readonly longestGapSeconds: number }
  /** How long the page did not run while it was to be seen: the machine slept, or the browser was stopped. No stall. */
  readonly sleptSeconds: number
  readonly bufferedSeconds: number
  /** How much older the picture that is shown is than the newest that came. */
  readonly behindSeconds: number
  readonly jitterSeconds: number
  readonly rate: number
  /**
   * MSE: seeks to the live edge that left pictures out, or were heard, and chunks left out while the browser wanted none.
   * WebCodecs: pictures left out because the decoder is behind.
   */
  readonly skips: number
  readonly reconnects: number
  /** Renderers built after the first. */
  readonly rebuilds: number
  readonly muted: boolean
}

declare global {
  var weir: WeirSnapshot | undefined
}
