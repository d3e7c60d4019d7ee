// What the player asks of whatever turns chunks into pictures. Two do: source-buffer/ (MSE) and web-codecs/.
import type { Frame, TrackDescription } from '@weir/wire'
import type { ChunkRecord, Receipt } from './measure/chunk-log.ts'

/** A picture that has just been given to the compositor. */
export interface ShownFrame {
  /** When it was given to the compositor, on the page's timeline (`performance.now()`), ms. */
  readonly shownMillis: number
  /** When it will be given, if `picture` turns out to hold the frame before it still. */
  readonly dueMillis: number
  /** The chunk that it came in; undefined when it is no longer known. */
  readonly chunk: ChunkRecord | undefined
  /** The chunk that was captured nearest to this time, µs since 1970. */
  readonly capturedNear: (micros: number) => ChunkRecord | undefined
  /** Holds the picture or the one before it, until the callback returns. */
  readonly picture: HTMLVideoElement | HTMLCanvasElement
}

export interface RendererEvents {
  onShown(frame: ShownFrame): void
  /** The renderer is dead; its owner closes it and builds another. */
  onFault(reason: string): void
  /** The browser wants no media for now, or does again, from a keyframe on. */
  onHeld(held: boolean): void
}

export interface Renderer {
  readonly name: 'mse' | 'webcodecs'
  /** The init segment of the chunks that follow. */
  init(track: TrackDescription, segment: Uint8Array): void
  /** `jump`: chunks are missing before this one. */
  chunk(track: TrackDescription, frame: Frame, jump: boolean, received: Receipt): void
  /** Media that waits to be shown, s. */
  readonly bufferedSeconds: number
  /** How much older the picture that is shown is than the newest that came, s. */
  readonly behindSeconds: number
  /** Grows as long as anything is decoded, shown or not. */
  readonly progress: number
  /** Playback has begun: a device for sound takes its time before anything moves. */
  readonly begun: boolean
  /** Playback waits for its user. */
  readonly paused: boolean
  /** Spread of arrivals, s. */
  readonly jitterSeconds: number
  readonly rate: number
  /** Seeks to the live edge that left pictures out, or pictures left out on the way to it. */
  readonly skips: number
  close(): void
}
