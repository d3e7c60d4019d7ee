// What a role (ingress, edge) gets from the relay that it stands on. `startNode(config)` in node.ts gives one.
import type { IncomingMessage, RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'
import type { NodeMetrics } from '@weir/metrics'
import type { StreamDescription } from '@weir/wire'
import type { Logger } from 'pino'
import type { NodeConfig, NodeState } from './config/index.ts'

/** A track as its ingress announces it: the relay gives it its id and epoch. */
export type TrackAnnouncement = Omit<StreamDescription['tracks'][number], 'id' | 'epoch'> & {
  /** Init segment of this track alone. */
  readonly init: Uint8Array
}

export interface StreamAnnouncement {
  /** Media type of all tracks in one buffer. */
  readonly mime: string
  /** Init segment of all tracks together. */
  readonly init: Uint8Array
  readonly tracks: readonly TrackAnnouncement[]
}

/** One CMAF chunk as the ingress made it. */
export interface PublishedChunk {
  readonly keyframe: boolean
  /** Begins a new group: for video every keyframe, for audio about as often. */
  readonly startsGroup: boolean
  readonly discontinuity?: boolean
  readonly decodeTimeMicros: number
  readonly durationMicros: number
  /** µs since 1970 by this node's clock. */
  readonly captureTimeMicros: number
  readonly payload: Uint8Array
}

/** Feeds one stream into the node. Every `start` is a new epoch. */
export interface Publisher {
  start(announcement: StreamAnnouncement): void
  /** `track` is a name from the announcement; throws on another, or before `start`. */
  chunk(track: string, chunk: PublishedChunk): void
  /** Ends the epoch; children are told. */
  end(): void
}

/** Takes over an upgraded socket; the path and the search string have been parsed into `url`. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL) => void

export interface RelayNode {
  readonly config: NodeConfig
  readonly metrics: NodeMetrics
  readonly log: Logger
  /** Where the node listens, once started. */
  readonly port: number
  /** This node's clock, µs since 1970, monotonic between steps of the system's clock. */
  nowMicros(): number
  publish(stream: string): Publisher
  /** Streams that this node can serve now, with init segments. */
  streams(): readonly StreamDescription[]
  /** Calls back whenever `streams()` would answer otherwise. Returns a function that stops it. */
  onStreamsChange(listener: () => void): () => void
  /** Whether somebody downstream wants the stream; always so with `demand: always`. A source may rest meanwhile. */
  wanted(stream: string): boolean
  /** Calls back when `wanted(stream)` changes. Returns a function that stops it. */
  onDemandChange(stream: string, listener: (wanted: boolean) => void): () => void
  /** Requests that the relay's own routes (/healthz, /metrics, /api/…) don't take go here. One handler. */
  handleRequests(handler: RequestListener): void
  /** Upgrades whose path begins with `prefix` go here. */
  handleUpgrades(prefix: string, handler: UpgradeHandler): void
  /**
   * Serves payloads alone (no header, no trail) over an upgraded socket, as binary WebSocket frames: the stream's
   * combined init segment, then chunks of `tracks` from their newest group on, and a new init segment on a new epoch.
   * Bounded and counted like any child. The WebSocket handshake is done here.
   */
  serveMedia(request: IncomingMessage, socket: Duplex, head: Buffer, stream: string, tracks: readonly string[]): void
  /** A sentence when something is wrong, else undefined; asked on every /healthz. */
  addHealthCheck(check: () => string | undefined): void
  state(): NodeState
  /** Says bye to everybody and frees the port. */
  close(): Promise<void>
}
