import { RefusedError } from '@weir/relay'

/** One input of ffmpeg: the options before `-i`, and what comes after it. */
export interface SourceInput {
  readonly options: readonly string[]
  readonly from: string
  /** ffmpeg is to read this text in place of `from`, from a file that is kept until it has. */
  readonly list?: (() => string) | undefined
}

/** How sound stands to its picture. */
export interface SoundTiming {
  /** Where the first sound that comes out of the filters stands, s after the first picture; below 0 it is left out. */
  readonly fromSeconds: number
  /** It may come so much before its picture, s; what comes earlier is left out. */
  readonly aheadSeconds: number
  /** Its time stays the picture's. Else sound that is late for long has a time of its own, and belongs where it comes. */
  readonly timed: boolean
}

/** What a source wants ffmpeg to read and how to bring it into shape. Encoding is the same for all of them. */
export interface SourcePlan {
  /** What it is, for one line of log. */
  readonly description: string
  readonly inputs: readonly SourceInput[]
  /** The picture is made up, so that the clock is drawn into it unless the configuration says otherwise. */
  readonly synthetic: boolean
  /** A picture that stands is the source's own: a still, or a film, which may show a slide for as long as it likes. */
  readonly mayStand: boolean
  /** Pictures a second that come out of the filters; of a source with a pace of its own, what it was asked for. */
  readonly frameRate: number
  readonly video: {
    /** Stream specifier, as in `0:v:0`. */
    readonly stream: string
    /** Filters up to where a frame's capture is stamped: size and pace. */
    readonly filters: readonly string[]
    /** `constant`: frame n stands at n / frameRate. `own`: the source's pace, told by the capture times. */
    readonly pace: 'constant' | 'own'
  }
  readonly audio?: SoundTiming & {
    readonly stream: string
    readonly filters: readonly string[]
  }
  /** Ends what was opened to find all this out, once the run has ended. */
  readonly close?: () => void
}

/** A source that cannot work as it is configured. The message is one sentence for the user. */
export class SourceError extends RefusedError {
  override readonly name = 'SourceError'
}
