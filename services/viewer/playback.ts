// A model of a player: what arrives fills a buffer, the playhead drains it, and when it runs empty the picture stands
// still. Pure: time comes in with each call. Only the amount of media ahead of the playhead is kept, never media.
//
// The player that it stands for aims at `targetMicros` of media ahead of the playhead. It begins as soon as so much is
// there (what comes out of the cache at a join is skipped down to the target, as a player seeks to the live edge), plays
// faster above the target and slower below it, and jumps to the target when it is more than `farMicros` above.
export interface PlaybackPolicy {
  /** Media that the player wants ahead of its playhead, µs; at fewer than 30 pictures a second, by so much more. */
  readonly targetMicros: number
  /** Added to the speed above the target. */
  readonly fasterBy: number
  /** Taken from the speed below the target. */
  readonly slowerBy: number
  /** This far above the target it jumps, µs. */
  readonly farMicros: number
}

/** What one picture takes at 30 fps: the targets are made for that. */
const USUAL_FRAME_MICROS = 33_334
/** No stream has fewer than one a second. */
const LONGEST_FRAME_MICROS = 1_000_000

export const PLAYBACK: PlaybackPolicy = { targetMicros: 100_000, fasterBy: 0.05, slowerBy: 0.03, farMicros: 1_000_000 }

export interface Playback {
  /** A decodable chunk came. */
  take(arrivalMicros: number, durationMicros: number, replay: boolean): void
  /** Until now no time has passed for the player: the process slept. */
  slept(nowMicros: number): void
  /** Media ahead of the playhead now, µs; 0 while the picture stands still. */
  levelMicros(nowMicros: number): number
  /** Playing has begun at least once. */
  readonly started: boolean
  /** The picture moves now. */
  playing(nowMicros: number): boolean
  /** How long it has stood still, µs; 0 while it moves or has not begun. */
  standingMicros(nowMicros: number): number
  readonly startedAtMicros: number
  /** Stalls so far; one that lasts counts from its beginning. */
  stalls(nowMicros: number): number
  stalledMicros(nowMicros: number): number
  readonly jumps: number
}

export const createPlayback = (policy: PlaybackPolicy = PLAYBACK): Playback => {
  const { fasterBy, slowerBy, farMicros } = policy
  // A picture that stands for half a second is there for all of that before the next one can come.
  let { targetMicros } = policy
  let state: 'joining' | 'playing' | 'stalled' = 'joining'
  let level = 0
  let atMicros = 0
  let startedAtMicros = 0
  let stalls = 0
  let stalledMicros = 0
  let stalledSince = 0
  let jumps = 0

  const speed = (): number =>
    level > targetMicros * 1.2 ? 1 + fasterBy : level < targetMicros * 0.6 ? 1 - slowerBy : 1

  /** Lets time pass. */
  const advance = (nowMicros: number): void => {
    const drained = Math.max(0, nowMicros - atMicros) * speed()
    if (state === 'playing' && drained > level) {
      state = 'stalled'
      stalls++
      stalledSince = atMicros + level / speed()
      level = 0
    } else if (state === 'playing') level -= drained
    atMicros = Math.max(atMicros, nowMicros)
  }

  const play = (): void => {
    if (state === 'stalled') stalledMicros += atMicros - stalledSince
    else startedAtMicros = atMicros
    state = 'playing'
  }

  return {
    get started() {
      return startedAtMicros > 0
    },
    get startedAtMicros() {
      return startedAtMicros
    },
    get jumps() {
      return jumps
    },
    take: (arrivalMicros, durationMicros, replay) => {
      advance(arrivalMicros)
      const frameMicros = Math.min(durationMicros, LONGEST_FRAME_MICROS)
      targetMicros = policy.targetMicros + Math.max(0, frameMicros - USUAL_FRAME_MICROS)
      level += durationMicros
      if (state === 'joining') {
        level = Math.min(level, Math.max(targetMicros, durationMicros))
        if (!replay && level >= targetMicros) play()
      } else if (state === 'stalled' && level >= targetMicros / 2) play()
      if (state === 'playing' && level > targetMicros + farMicros) {
        level = targetMicros
        jumps++
      }
    },
    slept: (nowMicros) => {
      if (state === 'stalled') stalledSince += Math.max(0, nowMicros - atMicros)
      atMicros = Math.max(atMicros, nowMicros)
    },
    levelMicros: (nowMicros) => {
      advance(nowMicros)
      return level
    },
    playing: (nowMicros) => {
      advance(nowMicros)
      return state === 'playing'
    },
    standingMicros: (nowMicros) => {
      advance(nowMicros)
      return state === 'stalled' ? nowMicros - stalledSince : 0
    },
    stalls: (nowMicros) => {
      advance(nowMicros)
      return stalls
    },
    stalledMicros: (nowMicros) => {
      advance(nowMicros)
      return stalledMicros + (state === 'stalled' ? nowMicros - stalledSince : 0)
    },
  }
}
