import { MAX_SUBSCRIPTIONS } from '../limits.ts'
import { checkUnique, type Fields, readCount, readList, readName, readObject, readOptional } from './fields.ts'

/** A place in a track: the next chunk that is wanted. */
export interface ResumePoint {
  readonly epoch: number
  readonly sequence: number
}

/** A key for maps of tracks. A separator could stand in a name, hence JSON. */
export const trackKey = (stream: string, track: string): string => JSON.stringify([stream, track])

/** One track that the child wants. */
export interface Subscription {
  readonly stream: string
  readonly track: string
  /**
   * Go on from here if the parent's cache reaches back that far; else, and when left out, begin with the newest
   * keyframe of the newest epoch.
   */
  readonly resume?: ResumePoint
}

/**
 * All that the child wants from now on: tracks that were subscribed and are named again go on undisturbed (`resume` is
 * not looked at), those not named end. An empty list is an idle link. A track that the parent does not have yet is
 * remembered.
 */
export interface Subscribe {
  readonly type: 'subscribe'
  readonly tracks: readonly Subscription[]
}

const readResume = (where: string, value: unknown): ResumePoint => {
  const fields = readObject(where, value)
  return {
    epoch: readCount(`${where}.epoch`, fields.epoch),
    sequence: readCount(`${where}.sequence`, fields.sequence, 0xffff_ffff),
  }
}

const readSubscription = (where: string, value: unknown): Subscription => {
  const fields = readObject(where, value)
  const resume = readOptional(`${where}.resume`, fields.resume, readResume)
  return {
    stream: readName(`${where}.stream`, fields.stream),
    track: readName(`${where}.track`, fields.track),
    ...(resume ? { resume } : {}),
  }
}

export const readSubscribe = (fields: Fields): Subscribe => {
  const tracks = readList('subscribe.tracks', fields.tracks, MAX_SUBSCRIPTIONS, readSubscription)
  checkUnique('subscribe.tracks', tracks, ({ stream, track }) => trackKey(stream, track))
  return { type: 'subscribe', tracks }
}
