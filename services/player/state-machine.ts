// What the player is doing, and what follows when something happens to it. Pure: takes where it stands and an event,
// gives where it stands then and what has to be done about it. player.ts does it.
import type { PlayerState } from './snapshot.ts'

export interface Condition {
  readonly state: PlayerState
  /** What the page says to the user; empty while all is well. */
  readonly message: string
  readonly connected: boolean
  /** In a hidden tab, whatever the connection does meanwhile. */
  readonly hidden: boolean
}

/**
 * What happens. `offered`, `missing`: a catalog came with the stream, or without it. `refused`: media came that this browser
 * can't play. `seen`: by its user, again. `restart`: the renderer has died, or is to play other tracks.
 */
export type PlayerEvent =
  | [kind: 'connected' | 'offered' | 'shown' | 'hidden' | 'seen' | 'restart', detail?: undefined]
  | [kind: 'lost' | 'refused', reason: string]
  | [kind: 'missing', stream: string]

/**
 * `ask`: tell the edge which tracks are wanted now. `drop`: that, and end the renderer. `rejoin`: throw away what is there
 * and begin with the newest keyframe.
 */
export type Action = 'none' | 'ask' | 'drop' | 'rejoin'

export interface Step {
  readonly next: Condition
  readonly action: Action
}

export const START: Condition = { state: 'connecting', message: '', connected: false, hidden: false }

/** Nothing is asked of the edge: nobody looks, or the browser can't play it. */
export const wantsNothing = ({ state, hidden }: Condition): boolean => hidden || state === 'unsupported'

const enter = (state: PlayerState, message = '') => ({ state, message })

export const step = (now: Condition, ...[kind, detail]: PlayerEvent): Step => {
  const { state, connected, hidden } = now
  const to = (changes: Partial<Condition>, action: Action = 'none'): Step => ({ next: { ...now, ...changes }, action })
  switch (kind) {
    case 'connected':
      return to({ connected: true, ...(state === 'reconnecting' && enter(hidden ? 'hidden' : 'joining')) })
    case 'lost': {
      const lost = enter('reconnecting', `Connection lost (${detail}). Reconnecting…`)
      return to({ connected: false, ...(state !== 'unsupported' && lost) })
    }
    case 'offered':
      return to(state === 'connecting' || state === 'waiting' ? enter('joining') : {}, 'ask')
    case 'missing':
      return to(enter('waiting', `There is no stream “${detail}” here yet. It plays as soon as it appears.`), 'ask')
    case 'refused':
      return to(enter('unsupported', detail), 'ask')
    case 'shown':
      return to(connected && !hidden ? enter('playing') : {})
    case 'hidden':
      return to({ hidden: true, ...enter('hidden') }, 'drop')
    case 'seen':
      return hidden ? to({ hidden: false, ...enter('joining') }, 'rejoin') : to({})
    case 'restart':
      return to({}, 'rejoin')
  }
}
