// The live frames that are on their way through the decoder, which gives them back in the order in which they went in.
// Bounded by its owner, who asks whether it is full. Pure.

/**
 * Frames that may be on their way before what follows is dropped up to the next keyframe: a machine too slow for the
 * stream shows it in jumps, not ever later.
 */
const MOST = 15

export const createBacklog = () => {
  let frames: { timestampMicros: number; durationMicros: number }[] = []
  return {
    add: (timestampMicros: number, durationMicros: number): void => {
      frames.push({ timestampMicros, durationMicros })
    },
    /** This one came out: what went in before it does not any more. One that never went in changes nothing. */
    out: (timestampMicros: number): void => {
      frames = frames.slice(frames.findIndex((frame) => frame.timestampMicros === timestampMicros) + 1)
    },
    get full() {
      return frames.length > MOST
    },
    /** How long they play, s: each as long as its chunk says. */
    get seconds() {
      return frames.reduce((sum, { durationMicros }) => sum + durationMicros, 0) / 1e6
    },
  }
}
