// What a role (ingress, edge) gets from the relay that it stands on. `startNode(config)` in node.ts gives one.
import type { IncomingMessage, RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'
import type { NodeMetrics } from '@weir/metrics'
import type { Redact } from '@weir/redact'
import type { StreamDescription } from '@weir/wire'
import type { Logger } from 'pino'
import type { NodeConfig, NodeState } from './config/index.ts'
import type { UpgradeHandler } from './http/index.ts'
import type { Publisher } from './track/index.ts'

export type { UpgradeHandler } from './http/index.ts'
export type { PublishedChunk, Publisher, StreamAnnouncement, TrackAnnouncement } from './track/index.ts'

export interface RelayNode {
  /** As it is now: parents and edges may change while the node runs. */
  readonly config: NodeConfig
  readonly metrics: NodeMetrics
  readonly log: Logger
  /** Takes the secrets of this node's sources out of a text that is to leave; log and HTTP do so by themselves. */
  readonly redact: Redact
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
