// What an uplink or a publisher hands to a track: a frame, with all that this node knows of its way here.
import type { Frame, FrameHeader } from '@weir/wire'

export interface Arrival {
  readonly frame: Pick<Frame, 'trail' | 'payload'> & FrameHeader
  /** When it was whole here, by this node's clock. */
  readonly receiveMicros: number
  /** The same moment by the steady clock, for durations. */
  readonly receiveSteadyMicros: number
  /** Parent's clock minus ours; 0 at the ingress, and while it is not known. */
  readonly offsetMicros: number
  /** ± bound of the offset; UNKNOWN_ERROR_MICROS while it is not known. At the ingress 0, or that when its clock has stepped since the capture. */
  readonly errorMicros: number
}
