// Puts `window.weir` together: every figure from the part that has it, when it is read.
import { summarizeLegs } from './measure/legs.ts'
import type { Meter } from './measure/meter.ts'
import type { Rendering } from './rendering.ts'
import type { WeirSnapshot } from './snapshot.ts'
import type { Session } from './socket/session.ts'
import type { Condition } from './state-machine.ts'

export interface SnapshotParts {
  readonly stream: string
  readonly condition: () => Condition
  readonly sound: () => boolean
  readonly session: Session
  readonly rendering: Rendering
  readonly meter: Meter
  readonly sleptSeconds: () => number
}

/** An object whose properties are asked for whenever they are read. */
const live = <T extends object>(ask: { readonly [Name in keyof T]: () => T[Name] }): T => {
  const made = {}
  for (const [name, get] of Object.entries(ask)) Object.defineProperty(made, name, { get, enumerable: true } as object)
  return made as T
}

export const createSnapshot = ({
  stream,
  condition,
  sound,
  session,
  rendering,
  meter,
  sleptSeconds,
}: SnapshotParts): WeirSnapshot =>
  live<WeirSnapshot>({
    stream: () => stream,
    state: () => condition().state,
    message: () => condition().message,
    renderer: () => rendering.current?.name ?? null,
    edge: () => session.url,
    epoch: () => rendering.epoch,
    framesShown: () => meter.frames,
    frameClockMillis: () => meter.stamper.clockMillis ?? null,
    unreadableClocks: () => meter.stamper.unreadable,
    glassToGlass: () => meter.glassToGlass ?? null,
    samples: () => meter.samples,
    hops: () => summarizeLegs(meter.legs),
    joinMillis: () => meter.joinMillis ?? null,
    stalls: () => {
      const { count, totalSeconds, longestGapSeconds } = meter.stalls
      return { count, totalSeconds, longestGapSeconds }
    },
    sleptSeconds,
    bufferedSeconds: () => rendering.current?.bufferedSeconds ?? 0,
    behindSeconds: () => rendering.current?.behindSeconds ?? 0,
    jitterSeconds: () => rendering.current?.jitterSeconds ?? 0,
    rate: () => rendering.current?.rate ?? 1,
    skips: () => rendering.current?.skips ?? 0,
    reconnects: () => session.reconnects,
    rebuilds: () => rendering.rebuilds,
    muted: () => !sound(),
  })
