// The largest time between two new chunks that follow each other at one viewer: what a failover costs, seen from the end
// of the chain. Pure. What comes out of a cache at the join is one heap and starts the measuring; what comes out of a
// cache later (a parent that was switched to) ends a gap like any other chunk.
//
// Beside it, the largest time between the captures of two such chunks: what of a gap the source brought along itself. Captures
// that are much further apart than the chunks came are of a clock that stepped between them, or of chunks that were dropped.
export interface GapMeter {
  /** A new chunk came. Returns the time since the one before, or undefined at the join. */
  take(arrivalMicros: number, captureMicros: number, replay: boolean): number | undefined
  /** The largest gap since the window was opened, µs; the silence that lasts counts. */
  largestMicros(nowMicros: number): number
  /** The silence that lasts, µs; 0 before the first chunk and during a pause. */
  openMicros(nowMicros: number): number
  /** The largest gap between captures since the window was opened, µs. */
  readonly sourceMicros: number
  /** Opens a new window. A silence that lasts counts whole in both windows. */
  open(): void
  /** Forgets the last chunk: the silence from here on is not the stream's. */
  pause(): void
}

/** What a source paused comes later by as much, and queues differ by less than this. */
const MOST_EARLY_MICROS = 1_000_000

export const createGapMeter = (): GapMeter => {
  let last = 0
  let lastCapture = 0
  let live = false
  let largest = 0
  let source = 0
  return {
    get sourceMicros() {
      return source
    },
    take: (arrivalMicros, captureMicros, replay) => {
      const since = live ? arrivalMicros - last : undefined
      if (since !== undefined && since > largest) largest = since
      const paused = captureMicros - lastCapture
      if (since !== undefined && paused > source && paused <= since + MOST_EARLY_MICROS) source = paused
      lastCapture = captureMicros
      if (!replay) live = true
      last = arrivalMicros
      return since
    },
    largestMicros: (nowMicros) => (live ? Math.max(largest, nowMicros - last) : largest),
    openMicros: (nowMicros) => (live ? nowMicros - last : 0),
    open: () => {
      largest = 0
      source = 0
    },
    pause: () => {
      live = false
    },
  }
}
