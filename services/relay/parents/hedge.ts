// Whether a second parent is asked for a stream while the one that pushes is late (standby redundancy). The first copy
// wins, so that nothing is lost if the late one lives, and little time if it doesn't; who is to push is decided apart from
// this, by the watchdog. Pure: it is told what happens and when.
//
//   late ──► ask the other ──► the one that pushes is back, has sent all that the other has, and stayed on time ──► let it go
//                         └──► switched: the other pushes now

export interface Hedge {
  /** Whether a second parent is asked now. */
  readonly on: boolean
  /** The parent that pushes is late. Returns whether that changes `on`. */
  late(nowMicros: number): boolean
  /**
   * A live chunk came from the parent that pushes; `newest`: no other parent has sent a newer one. Returns whether that
   * changes `on`.
   */
  heard(nowMicros: number, newest: boolean): boolean
  /** Another parent pushes from now on, or nobody wants the stream. */
  end(): void
}

/** The parent that pushes has to be on time for so long before the other is let go: lateness seldom comes alone. */
const HOLD_MICROS = 500_000

export const createHedge = (): Hedge => {
  let lateMicros: number | undefined
  return {
    get on() {
      return lateMicros !== undefined
    },
    late(nowMicros) {
      const changes = lateMicros === undefined
      lateMicros = nowMicros
      return changes
    },
    heard(nowMicros, newest) {
      if (lateMicros === undefined || !newest || nowMicros - lateMicros < HOLD_MICROS) return false
      lateMicros = undefined
      return true
    },
    end() {
      lateMicros = undefined
    },
  }
}
