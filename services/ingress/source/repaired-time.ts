// Filters that mend the times of a source before anything is made of them: the rate, the pace, the sound that is filled in.
// What comes out begins where it is told to and never leaps: neither a hole of an hour, nor a clock that was set back, nor
// a counter that wrapped shows up as more than a short standstill.
//
// A step from one frame to the next is believed up to LIMIT, or as far as the wall clock went meanwhile and a second more (a
// sender that paused). One that goes back, or has no time, is one frame. When the picture changes its size, ffmpeg builds the
// filters anew: the expressions begin again with it, and nothing is filled in.
//
// One limit holds for sound too, and for how far sound may be ahead of its picture (packager.ts). So both streams come out
// of a hole together, whichever of them had it. Of a film whose times have all been read (film-times.ts) each step is believed,
// less what is too long of the holes that both tracks have.
import { type Hole, LONGEST_HOLE_SECONDS } from './hole.ts'
import type { Turn } from './turns.ts'

/** A sender may be slow by so much besides. */
const SLACK_MICROS = 1_000_000
/** So near to the end of a turn a frame may belong to either. */
const JOIN_MICROS = 100_000

/** The turn in which a time is, an expression. */
const turnOf = (at: string, { seconds }: Turn): string => `floor((${at})/${Math.round(seconds * 1e6)})`

/** Whether the step is from one turn to the next. */
const joins = (turn: Turn): string =>
  `gt(${turnOf(`PTS+${JOIN_MICROS}`, turn)},${turnOf(`PREV_INPTS-${JOIN_MICROS}`, turn)})`

/** What is left out of a step over these holes. */
const overHoles = (holes: readonly Hole[], turn: Turn): string =>
  holes
    .map(({ middleSeconds, seconds }) => {
      const middle = Math.round(middleSeconds * 1e6)
      const crossed = `(${turnOf(`PTS-${middle}`, turn)}-${turnOf(`PREV_INPTS-${middle}`, turn)})`
      return `-${Math.round((seconds - LONGEST_HOLE_SECONDS.silent) * 1e6)}*${crossed}`
    })
    .join('')

/**
 * `first` is the place of the first frame, an expression; `nominal` of how long one frame is; both in µs. A step back of up to
 * `backMicros` is taken as it is: the rate filter leaves out what there was already.
 */
const mended = (first: string, nominal: string, options: MendOptions, backMicros: number): string => {
  const { mayPause, turn } = options
  const step = 'PTS-PREV_INPTS'
  const limitMicros = Math.round(options.limitSeconds * 1e6)
  const limit = mayPause ? `max(${limitMicros},RTCTIME-ld(0)+${SLACK_MICROS})` : String(limitMicros)
  const most = turn === undefined ? limit : `if(${joins(turn)},${step},${limit})`
  const forward = turn?.holes ? `${step}${overHoles(turn.holes, turn)}` : `min(${step},${most})`
  const next = `PREV_OUTPTS+if(gte(${step},${-backMicros}),${forward},${nominal})`
  // Remembers when this frame came; adds nothing.
  return `if(isnan(PREV_OUTPTS),${first},${next})+0*st(0,RTCTIME)`
}

/**
 * ffmpeg begins a file again when its sound ends, and a picture that goes on a little longer would fall behind its sound by
 * so much each time. One that goes on for longer than this is shown whole; its sound is brought up behind it.
 */
const OVERLAP_MICROS = 1_000_000
/** A stream of a live input that begins later than this after the other was not waited for. */
const LATEST_START_MICROS = 5_000_000

export interface MendOptions {
  /** Where a stream begins on the input's own timeline is kept (a live input), or is told elsewhere (`soundFromSeconds`). */
  readonly keepStart: boolean
  /** There is sound beside the picture. */
  readonly sounding: boolean
  readonly limitSeconds: number
  /** A longer step is believed when the wall clock went on as far. */
  readonly mayPause: boolean
  /** Of a film that is played in turns; each begins at a multiple of its length. */
  readonly turn?: Turn | undefined
}

const firstOf = ({ keepStart }: MendOptions): string =>
  keepStart ? `if(between(PTS,0,${LATEST_START_MICROS}),PTS,0)` : '0'

/**
 * For the picture. Filters that are built anew lose the pictures that they hold, `heldPictures` of them; so every start is
 * later by so many, and what was lost is made up for.
 */
export const mendPictureTime = (options: MendOptions, frameRate: number, heldPictures: number): string[] => {
  const overlapMicros = options.sounding ? OVERLAP_MICROS : 0
  const first = `${firstOf(options)}+${Math.round((heldPictures * 1e6) / frameRate)}`
  return ['settb=AVTB', `setpts='${mended(first, String(Math.round(1e6 / frameRate)), options, overlapMicros)}'`]
}

/** For sound. */
export const mendSoundTime = (options: MendOptions): string[] => [
  'asettb=AVTB',
  `asetpts='${mended(firstOf(options), 'NB_SAMPLES*1000000/SR', options, 0)}'`,
]
