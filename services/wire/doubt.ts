// Whether the offset of a parent's clock still holds. Between two exchanges either wall clock may step, and every chunk until
// the next one would be timed wrong by hours: a latency that can't be is in doubt until an exchange that was begun after it
// has been answered. It can't be less than nothing, nor grow by more than has passed since the last one, since chunks come in
// the order in which they are sent; a queue that is dropped makes it as short as it likes. One that is still long then is no more than a claim, since a clock may step once more
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

/** Tracks and streams that are sent in turns are out of that order by less. */
const JUMP_MICROS = 1_000_000
/** A latency that is below the bound by so little is rounding, or a drift that bends. */
const SLACK_MICROS = 10_000
/** Without an answer it is asked again. */
const PATIENCE_MICROS = 1_000_000

export const createDoubt = (): Doubt => {
  let trustedMicros = 0
  /** When that was trusted, or the newest exchange that was answered began. */
  let knownMicros: number | undefined
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
      const passedMicros = Math.max(0, atMicros - (knownMicros ?? atMicros))
      const isUsual =
        pushMicros >= -errorMicros - SLACK_MICROS && pushMicros <= trustedMicros + JUMP_MICROS + passedMicros
      const isClaimed = claimedMicros !== undefined && Math.abs(pushMicros - claimedMicros) <= JUMP_MICROS
      if (!isUsual && !isClaimed) {
        claimedMicros = confirmed ? pushMicros : undefined
        confirmed = false
        since = { beganMicros: atMicros, askedMicros: atMicros }
        return 'ask'
      }
      confirmed = false
      claimedMicros = undefined
      trustedMicros = Math.max(0, pushMicros)
      knownMicros = atMicros
      return 'trust'
    },
    answered(beganMicros) {
      knownMicros = Math.max(knownMicros ?? beganMicros, beganMicros)
      if (!since || beganMicros < since.beganMicros) return
      since = undefined
      confirmed = true
    },
  }
}
