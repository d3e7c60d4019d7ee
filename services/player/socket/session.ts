// Keeps the player connected: dials, dials again when the connection goes (capped, jittered, other edges when this one
// stays gone), and goes on from the last chunk that came, for as long as the page lives. Owns the connection, its track
// ids and the edge's clock.
import { backoffMillis } from '@weir/time'
import { type Catalog, createParentClock, type Frame, type StreamDescription, type TrackDescription } from '@weir/wire'
import type { Receipt } from '../measure/chunk-log.ts'
import { type Connection, connect } from './connection.ts'
import { type Continuity, createContinuity } from './continuity.ts'
import { addressFor, RETRY } from './retry.ts'
import { whyUnreachable } from './why-unreachable.ts'

export interface SessionEvents {
  /** The catalog changed, or came for the first time on this connection. */
  onStream(stream: StreamDescription | undefined, catalog: Catalog): void
  onInit(track: TrackDescription, frame: Frame): void
  onChunk(track: TrackDescription, frame: Frame, continuity: Exclude<Continuity, 'old'>, received: Receipt): void
  onConnected(): void
  /** The connection went, or with `opened` false could not be made; another follows by itself. */
  onLost(reason: string, opened: boolean): void
}

export interface Session {
  /** The tracks wanted from now on, by name; with none the connection idles. */
  want(tracks: readonly string[]): void
  /** The same, but beginning with the newest keyframe instead of where the tracks stand. */
  wantAfresh(tracks: readonly string[]): void
  /** Edges to try when this one stays gone, as ws:// addresses of /push. */
  setOthers(urls: readonly string[]): void
  /** For how long, at the least, the newest chunk was on its way from the edge, s; undefined while nothing tells. */
  readonly linkSeconds: number | undefined
  readonly url: string
  readonly reconnects: number
  /** `performance.now()` when the newest connection was begun. */
  readonly startedMillis: number
}

/** An edge that answers for so long and opens no WebSocket will not by itself. */
const ANSWERS_MILLIS = 1000

export const openSession = (
  home: string,
  stream: string,
  firstTracks: readonly string[],
  events: SessionEvents,
): Session => {
  const clock = createParentClock({ askTime: () => connection?.askTime() })
  const continuity = createContinuity()
  let wanted = firstTracks
  let others: readonly string[] = []
  let tracksById = new Map<number, TrackDescription>()
  let connection: Connection | undefined
  let attempt = 0
  let reconnects = 0
  let startedMillis = 0
  /** Known of the dials that came to nothing, for what is said of the next. */
  let why: string | undefined
  let answersMillis: number | undefined

  const subscribe = (): void => {
    connection?.subscribe(
      wanted.map((track) => {
        const resume = continuity.resumePoint(track)
        return { stream, track, ...(resume ? { resume } : {}) }
      }),
    )
  }

  const takeFrame = (frame: Frame, receivedMicros: number): void => {
    const track = tracksById.get(frame.trackId)
    if (!track || !wanted.includes(track.name)) return
    attempt = 0
    if (frame.type === 'init') {
      continuity.begin(track.name, frame.epoch)
      events.onInit(track, frame)
    }
    if (frame.type !== 'chunk' || frame.payload.length === 0) return
    const place = continuity.take(track.name, frame)
    const received = { atMicros: receivedMicros, clock: clock.came(frame, receivedMicros) }
    if (place !== 'old') events.onChunk(track, frame, place, received)
  }

  const dial = (): void => {
    startedMillis = performance.now()
    connection = connect(addressFor(attempt, home, others), {
      onOpen: () => {
        // Asked for at once, not after the catalog: that saves a round trip, and a parent keeps what it has not yet.
        subscribe()
        events.onConnected()
      },
      onCatalog: (catalog) => {
        const found = catalog.streams.find(({ name }) => name === stream)
        tracksById = new Map(found?.tracks.map((track) => [track.id, track]))
        events.onStream(found, catalog)
      },
      onFrame: takeFrame,
      onClock: clock.answered,
      onClose: (reason, opened) => {
        connection = undefined
        clock.clear()
        events.onLost(opened ? reason : (why ?? reason), opened)
        if (opened) {
          why = undefined
          answersMillis = undefined
        } else {
          void whyUnreachable(home).then((found) => {
            const nowMillis = performance.now()
            // One that is shutting down answers for a moment, too.
            answersMillis = found === undefined ? undefined : (answersMillis ?? nowMillis)
            why = nowMillis - (answersMillis ?? nowMillis) >= ANSWERS_MILLIS ? found : undefined
          })
        }
        setTimeout(dial, backoffMillis(RETRY, attempt, Math.random()))
        attempt += 1
        reconnects += 1
      },
    })
  }
  dial()

  const want = (tracks: readonly string[]): void => {
    if (tracks.length === wanted.length && tracks.every((name) => wanted.includes(name))) return
    wanted = tracks
    subscribe()
  }

  return {
    want,
    wantAfresh: (tracks) => {
      continuity.forget()
      want([])
      want(tracks)
    },
    setOthers: (urls) => {
      others = urls
    },
    get linkSeconds() {
      return clock.linkSeconds
    },
    get url() {
      return connection?.url ?? home
    },
    get reconnects() {
      return reconnects
    },
    get startedMillis() {
      return startedMillis
    },
  }
}
