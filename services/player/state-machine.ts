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
  /** What was said when the connection went; empty while there is one, or none has failed yet. */
  readonly lost: string
  /** Nothing is wanted for a while: the browser holds it, or a renderer that failed is to be followed by another. */
  readonly resting: boolean
}

/**
 * What happens. `lost`, with the sentence for it: the connection went, or none could be made. `offered`, `missing`: a catalog came with the stream, or without it. `refused`: media came that this browser
 * can't play. `seen`: by its user, again. `restart`: the renderer has died, or is to play other tracks; `rest`: it has died,
 * and another follows later. `held`, `released`: the browser wants no media for now, and does again. `behind`, `silent`: what
 * is shown is old, or nothing comes, for long enough to say so.
 */
export type PlayerEvent =
  | [kind: 'connected' | 'offered' | 'shown' | 'hidden' | 'seen' | 'restart' | 'held' | 'released', detail?: undefined]
  | [kind: 'lost' | 'refused' | 'rest' | 'behind' | 'silent', reason: string]
  | [kind: 'missing', stream: string]

/**
 * `ask`: tell the edge which tracks are wanted now. `drop`: that, and end the renderer. `rejoin`: throw away what is there
 * and begin with the newest keyframe; `afresh`: begin there, with the renderer that there is.
 */
export type Action = 'none' | 'ask' | 'drop' | 'rejoin' | 'afresh'

export interface Step {
  readonly next: Condition
  readonly action: Action
}

export const START: Condition = {
  state: 'connecting',
  message: '',
  connected: false,
  hidden: false,
  lost: '',
  resting: false,
}

/** Nothing is asked of the edge: nobody looks, the browser can't play it, or not just now. */
export const wantsNothing = ({ state, hidden, resting }: Condition): boolean =>
  hidden || resting || state === 'unsupported'

/** Media is meant to be on the way to the screen, so that there is something to say when it is not. */
const plays = (state: PlayerState): boolean =>
  state === 'joining' || state === 'playing' || state === 'behind' || state === 'silent'

const enter = (state: PlayerState, message = '') => ({ state, message })

export const step = (now: Condition, ...[kind, detail]: PlayerEvent): Step => {
  const { state, connected, hidden, lost } = now
  const to = (changes: Partial<Condition>, action: Action = 'none'): Step => ({ next: { ...now, ...changes }, action })
  switch (kind) {
    case 'connected':
      return to({ connected: true, lost: '', ...(state === 'reconnecting' && enter(hidden ? 'hidden' : 'joining')) })
    case 'lost': {
      return to({ connected: false, lost: detail, ...(state !== 'unsupported' && enter('reconnecting', detail)) })
    }
    case 'offered':
      return to(state === 'connecting' || state === 'waiting' ? enter('joining') : {}, 'ask')
    case 'missing':
      return to(enter('waiting', `There is no stream “${detail}” here yet. It plays as soon as it appears.`), 'ask')
    case 'refused':
      return to(enter('unsupported', detail), 'ask')
    case 'shown':
      return to(connected && !wantsNothing({ ...now, state: 'playing' }) ? enter('playing') : {})
    case 'behind':
      if (state === 'connecting') return to(enter('connecting', detail))
      return to(plays(state) ? enter(state === 'joining' ? 'joining' : 'behind', detail) : {})
    case 'silent':
      return to(plays(state) ? enter('silent', detail) : {})
    case 'held':
      return to({ resting: true }, 'ask')
    case 'released':
      return to({ resting: false }, 'afresh')
    case 'rest':
      return to({ resting: true, ...(plays(state) && enter('joining', `${detail} Trying again…`)) }, 'drop')
    case 'hidden':
      return to({ hidden: true, resting: false, ...enter('hidden') }, 'drop')
    case 'seen':
      return hidden
        ? to({ hidden: false, ...(lost === '' ? enter('joining') : enter('reconnecting', lost)) }, 'rejoin')
        : to({})
    case 'restart':
      return to({ resting: false }, 'rejoin')
  }
}
