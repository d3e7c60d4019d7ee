// Whether figures of the picture are of now. Pure.
import type { PlayerState } from '../snapshot.ts'

/** Pictures come and are shown: in every other state the newest figures are of a picture that is gone. */
export const isFresh = (state: PlayerState): boolean => state === 'playing' || state === 'behind'
