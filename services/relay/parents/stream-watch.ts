// Keeps a watchdog over one stream: owns the timer that asks it, and carries out what it says. While the watchdog is
// uneasy, a second parent is asked (hedge.ts).
import { createHedge } from './hedge.ts'
import { createWatchdog } from './watchdog.ts'

export interface StreamWatchOptions {
  readonly steadyMicros: () => number
  /** The parent that pushes the stream now. */
  readonly heardMicros: () => number
  readonly rttMicros: () => number | undefined
  readonly probe: () => void
  /** The parent is given up. Returns whether another pushes now, of which `switched` has told. */
  readonly onSwitch: (reason: 'silence' | 'late') => boolean
  /** Whether a second parent is to be asked has changed. */
  readonly onHedge: () => void
}

export interface StreamWatch {
  /** A live chunk came from the parent that pushes; `newest`: none newer has come from elsewhere. */
  heard(
    atMicros: number,
    captureTimeMicros: number,
    newest: boolean,
    decodeTimeMicros?: number,
    durationMicros?: number,
  ): void
  /** A second parent is to be asked too. */
  readonly hedging: boolean
  ended(): void
  switched(): void
  close(): void
}

export const createStreamWatch = (options: StreamWatchOptions): StreamWatch => {
  const { steadyMicros } = options
  const watchdog = createWatchdog()
  const hedge = createHedge()
  let timer: NodeJS.Timeout | undefined
  let open = true

  const ask = (dueMicros: number) => {
    // Timers run before sockets are read: what came during a stall of ours is seen only after the next turn of the loop.
    const ownDelayMicros = steadyMicros() - dueMicros
    setImmediate(() => {
      if (!open) return
      const verdict = watchdog.verdict(steadyMicros(), {
        heardMicros: options.heardMicros(),
        rttMicros: options.rttMicros(),
        ownDelayMicros,
      })
      if (verdict.act === 'probe') options.probe()
      if (verdict.act === 'probe' || verdict.act === 'uneasy') {
        if (hedge.late(steadyMicros())) options.onHedge()
      }
      // With none to turn to, the one that is there is given as much time as a new one.
      if (verdict.act === 'switch' && !options.onSwitch(verdict.reason)) watchdog.switched(steadyMicros())
      arm(verdict.act === 'switch' ? steadyMicros() + 50_000 : verdict.untilMicros)
    })
  }
  const arm = (dueMicros: number) => {
    timer = setTimeout(() => ask(dueMicros), Math.max(1, Math.ceil((dueMicros - steadyMicros()) / 1000)))
  }
  arm(steadyMicros() + 50_000)

  return {
    get hedging() {
      return hedge.on
    },
    heard(atMicros, captureTimeMicros, newest, decodeTimeMicros, durationMicros) {
      watchdog.heard(atMicros, captureTimeMicros, decodeTimeMicros, durationMicros)
      if (hedge.heard(atMicros, newest)) options.onHedge()
    },
    ended: watchdog.ended,
    switched() {
      hedge.end()
      watchdog.switched(steadyMicros())
    },
    close() {
      open = false
      clearTimeout(timer)
    },
  }
}
