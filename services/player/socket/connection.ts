// One WebSocket to one edge, speaking weir.push.1 as a viewer: says hello, asks for tracks, keeps the clock exchange
// going, hands on what comes. Owns the socket; knows nothing of reconnecting. Anything that breaks the protocol closes it.
import { wallMicros } from '@weir/time'
import {
  type Catalog,
  decodeControl,
  decodeFrame,
  encodeControl,
  type Frame,
  SUBPROTOCOL,
  type Subscription,
} from '@weir/wire'
import { reasonOf } from '../reason.ts'

export interface ConnectionEvents {
  onOpen(): void
  onCatalog(catalog: Catalog): void
  onFrame(frame: Frame, receivedMicros: number): void
  /** One finished clock exchange. */
  onClock(t0: number, t1: number, t2: number, t3: number): void
  /** Once, after which nothing more comes; `opened` when it had been open. */
  onClose(reason: string, opened: boolean): void
}

export interface Connection {
  readonly url: string
  /** One clock exchange now, apart from the rhythm. */
  askTime(): void
  subscribe(tracks: readonly Subscription[]): void
}

const FIRST_CLOCK_MILLIS = [0, 50, 100, 200, 400, 800]
const CLOCK_EVERY_MILLIS = 2000
/** A connection on which nothing came for this long is dead, whatever TCP thinks: clock answers alone come more often. */
const SILENCE_MILLIS = 5000
const NO_ANSWER = 'the edge does not answer'

export const connect = (url: string, events: ConnectionEvents): Connection => {
  const socket = new WebSocket(url, SUBPROTOCOL)
  socket.binaryType = 'arraybuffer'
  let ended = false
  let opened = false
  let heardMillis = performance.now()

  const end = (reason: string): void => {
    if (ended) return
    ended = true
    clearInterval(beat)
    socket.close()
    events.onClose(reason, opened)
  }
  const send = (message: Parameters<typeof encodeControl>[0]): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(encodeControl(message))
  }
  const askTime = (): void => send({ type: 'clock', t0: wallMicros() })
  let beatMillis = heardMillis
  const beat = setInterval(() => {
    // A page that slept has not read what came meanwhile.
    if (performance.now() - beatMillis > 2 * CLOCK_EVERY_MILLIS) heardMillis = performance.now()
    beatMillis = performance.now()
    if (performance.now() - heardMillis > SILENCE_MILLIS) end(opened ? 'nothing came for 5 s' : NO_ANSWER)
    else askTime()
  }, CLOCK_EVERY_MILLIS)

  socket.onopen = () => {
    opened = true
    send({ type: 'hello', role: 'viewer', agent: 'weir-player/0.1' })
    // Before any media is asked for: on a slow link no later answer comes without waiting behind it.
    askTime()
    events.onOpen()
    for (const delay of FIRST_CLOCK_MILLIS) setTimeout(askTime, delay)
  }
  socket.onclose = (event) => end(event.reason || (opened ? 'the edge closed the connection' : NO_ANSWER))
  socket.onerror = () => end(NO_ANSWER)
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (ended) return
    const receivedMicros = wallMicros()
    heardMillis = performance.now()
    try {
      if (typeof data !== 'string') events.onFrame(decodeFrame(new Uint8Array(data)), receivedMicros)
      else {
        const message = decodeControl(data)
        if (message.type === 'catalog') events.onCatalog(message)
        else if (message.type === 'bye') end(message.reason)
        else if (message.type === 'clock' && message.t1 !== undefined && message.t2 !== undefined) {
          events.onClock(message.t0, message.t1, message.t2, receivedMicros)
        }
      }
    } catch (error) {
      end(reasonOf(error))
    }
  }

  return {
    url,
    askTime,
    subscribe: (tracks) => send({ type: 'subscribe', tracks }),
  }
}
