// The frames that are on their way through the decoder, which gives them back in the order in which they went in, and what
// is to be done when there are too many: a machine too slow for the stream shows it in jumps, not ever later. Pure.

/** Frames on their way from which on the newest picture is not near any more. */
const MOST = 15
/** A decoder that has this much before it will not get through it, s. */
const MOST_SECONDS = 60
/** The picture stands for so long rather than come later, s. */
const SKIP_SECONDS = 2

/**
 * `decode` the chunk; `skip` it and what follows up to the next keyframe; `begin` with it and forget what is on its way,
 * since a keyframe needs nothing of that.
 */
export type Intake = 'decode' | 'skip' | 'begin'

export interface Incoming {
  readonly keyframe: boolean
  readonly timestampMicros: number
  readonly durationMicros: number
}

export const createBacklog = () => {
  let frames: Incoming[] = []
  let groupMicros: number | undefined
  /** From one keyframe to the next, as it was last, µs. */
  let groupLengthMicros: number | undefined
  const seconds = () => frames.reduce((sum, { durationMicros }) => sum + durationMicros, 0) / 1e6
  const behind = () => frames.length > MOST

  /** Until the next keyframe, if the groups are as long as they were. */
  const restSeconds = ({ timestampMicros }: Incoming): number =>
    groupMicros === undefined || groupLengthMicros === undefined
      ? Number.POSITIVE_INFINITY
      : (groupMicros + groupLengthMicros - timestampMicros) / 1e6

  return {
    /** What to do with this one, which is next. */
    intake: (next: Incoming): Intake => {
      if (next.keyframe) {
        if (groupMicros !== undefined && next.timestampMicros > groupMicros)
          groupLengthMicros = next.timestampMicros - groupMicros
        groupMicros = next.timestampMicros
        return behind() ? 'begin' : 'decode'
      }
      // In a long group, what is on its way is decoded as fast as it can be: that is nearer to the newest picture than the
      // next keyframe is.
      return behind() && (restSeconds(next) < SKIP_SECONDS || seconds() > MOST_SECONDS) ? 'skip' : 'decode'
    },
    add: (frame: Incoming): void => {
      frames.push(frame)
    },
    /** This one came out: what went in before it does not any more. One that never went in changes nothing. */
    out: (timestampMicros: number): void => {
      frames = frames.slice(frames.findIndex((frame) => frame.timestampMicros === timestampMicros) + 1)
    },
    clear: (): void => {
      frames = []
    },
    get count() {
      return frames.length
    },
    /** There is so much behind the newest picture that it is not worth to be shown. */
    get behind() {
      return behind()
    },
    /** How long they play, s: each as long as its chunk says. */
    get seconds() {
      return seconds()
    },
  }
}
