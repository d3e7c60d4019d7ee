// Where each track stands, so that a chunk that comes is known for what it is, and a new connection can go on from
// there. Pure.
import type { FrameHeader, ResumePoint } from '@weir/wire'

/**
 * `next`: goes on from the chunk before. `jump`: chunks are missing before it, or it is the first. `epoch`: the source
 * began anew. `old`: had before, or of an epoch that is over.
 */
export type Continuity = 'next' | 'jump' | 'epoch' | 'old'

/** Any epoch is newer. */
const NOWHERE: ResumePoint = { epoch: -1, sequence: 0 }

export const createContinuity = () => {
  const expected = new Map<string, ResumePoint>()
  return {
    /** Says what the chunk is, and takes note of it. */
    take: (track: string, chunk: Pick<FrameHeader, 'epoch' | 'sequence'>): Continuity => {
      const before = expected.get(track)
      if (
        before &&
        (chunk.epoch < before.epoch || (chunk.epoch === before.epoch && chunk.sequence < before.sequence))
      ) {
        return 'old'
      }
      expected.set(track, { epoch: chunk.epoch, sequence: chunk.sequence + 1 })
      if (!before) return 'jump'
      if (chunk.epoch !== before.epoch) return 'epoch'
      return chunk.sequence === before.sequence ? 'next' : 'jump'
    },
    /** An init segment came. The parent goes on with its epoch, even if that is older: the ingress's clock was put right. */
    begin: (track: string, epoch: number): void => {
      if (epoch < (expected.get(track)?.epoch ?? 0)) expected.set(track, NOWHERE)
    },
    resumePoint: (track: string): ResumePoint | undefined => {
      const place = expected.get(track)
      return place === NOWHERE ? undefined : place
    },
    forget: (): void => expected.clear(),
  }
}
