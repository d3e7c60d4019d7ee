// Whether the offset of a parent's clock still holds. Between two exchanges either wall clock may step, and every chunk until
// the next one would be timed wrong by hours: a latency that can't be, or has jumped, is in doubt until an exchange that was
// begun after it has been answered. One that is still long then is no more than a claim, since a clock may step once more
// behind that answer: it is believed when a further exchange finds it as it was. Pure: it is told what comes and when, by the
// steady clock.

export interface Doubt {
  /**
   * A chunk was timed with the present estimate. `trust`: enter it. `ask`: leave it out, and ask for the time now. `wait`:
   * leave it out.
   */
  judge(pushMicros: number, errorMicros: number, atMicros: number): 'trust' | 'ask' | 'wait'
  /** An exchange that began at `beganMicros` was answered, and its stamps could be used. */
  answered(beganMicros: number): void
}

/** A queue that fills or empties does not do that from one chunk to the next; a link that was frozen does. */
const JUMP_MICROS = 1_000_000
/** A latency that is below the bound by so little is rounding, or a drift that bends. */
const SLACK_MICROS = 10_000
/** Without an answer it is asked again. */
const PATIENCE_MICROS = 1_000_000

export const createDoubt = (): Doubt => {
  let trustedMicros = 0
  let confirmed = false
  /** What was still odd after an exchange. */
  let claimedMicros: number | undefined
  let since: { readonly beganMicros: number; askedMicros: number } | undefined
  return {
    judge(pushMicros, errorMicros, atMicros) {
      if (since) {
        if (atMicros - since.askedMicros < PATIENCE_MICROS) return 'wait'
        since.askedMicros = atMicros
        return 'ask'
      }
      const isNear = (knownMicros: number) => Math.abs(pushMicros - knownMicros) <= JUMP_MICROS
      const usual = pushMicros >= -errorMicros - SLACK_MICROS && (isNear(trustedMicros) || (confirmed && isNear(0)))
      if (!usual && (claimedMicros === undefined || !isNear(claimedMicros))) {
        claimedMicros = confirmed ? pushMicros : undefined
        confirmed = false
        since = { beganMicros: atMicros, askedMicros: atMicros }
        return 'ask'
      }
      confirmed = false
      claimedMicros = undefined
      trustedMicros = pushMicros
      return 'trust'
    },
    answered(beganMicros) {
      if (!since || beganMicros < since.beganMicros) return
      since = undefined
      confirmed = true
    },
  }
}
