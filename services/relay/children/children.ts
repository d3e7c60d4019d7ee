// Everybody who is connected to this node: children on /push and viewers of plain media. Owns both sets; tells how they
// fare when somebody asks, so that nothing is spent on it per chunk.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { NodeMetrics } from '@weir/metrics'
import type { WebSocket } from 'ws'
import type { ChildState } from '../config/index.ts'
import { type Child, type ChildDependencies, serveChild } from './child.ts'
import { type MediaViewer, type MediaViewerDependencies, serveMediaViewer } from './media-viewer.ts'

export interface Children {
  child(ws: WebSocket, socket: Duplex, request: IncomingMessage): void
  viewer(
    ws: WebSocket,
    socket: Duplex,
    request: IncomingMessage,
    media: Pick<MediaViewerDependencies, 'description' | 'tracks' | 'stream'>,
  ): void
  /** After the catalog has changed. */
  sendCatalog(): void
  /** Says bye to everybody. */
  leave(reason: string): void
  /** Sets the gauges of viewers and queues; `streams` are those that have a figure even without a viewer. */
  gauge(streams: readonly string[]): void
  state(): readonly ChildState[]
}

export interface ChildrenOptions extends Omit<ChildDependencies, 'onClose' | 'onDropped'> {
  readonly metrics: NodeMetrics
}

export const createChildren = (options: ChildrenOptions): Children => {
  const { metrics } = options
  const children = new Set<Child>()
  const viewers = new Set<MediaViewer>()
  const onDropped = (reason: string, chunks: number) => metrics.chunksDropped.inc({ reason }, chunks)
  const { backpressure, onRefused, onDemand } = options
  // One object for all, since a node may have thousands.
  const forChild: ChildDependencies = { ...options, onDropped, onClose: (gone) => children.delete(gone) }
  const onViewerClose = (gone: MediaViewer) => {
    viewers.delete(gone)
    onDemand()
  }

  return {
    child(ws, socket, request) {
      children.add(serveChild(ws, socket, request, forChild))
    },
    viewer(ws, socket, request, media) {
      const forViewer = { ...media, backpressure, onDropped, onRefused, onClose: onViewerClose }
      viewers.add(serveMediaViewer(ws, socket, request, forViewer))
      onDemand()
    },
    sendCatalog() {
      for (const child of children) child.sendCatalog()
    },
    leave(reason) {
      for (const child of children) child.leave('leaving', reason)
      for (const viewer of viewers) viewer.leave(reason)
    },
    gauge(streams) {
      metrics.viewers.reset()
      metrics.downlinkQueueBytes.reset()
      for (const stream of streams) metrics.viewers.set({ stream }, 0)
      for (const { stream, waitingBytes } of viewers) {
        metrics.viewers.inc({ stream })
        metrics.downlinkQueueBytes.inc({ to: 'viewers' }, waitingBytes)
      }
      for (const { hello, streams: watched, waitingBytes } of children) {
        const relay = hello?.role === 'relay'
        metrics.downlinkQueueBytes.inc({ to: relay ? (hello.node?.id ?? 'viewers') : 'viewers' }, waitingBytes)
        if (!relay) for (const stream of watched) metrics.viewers.inc({ stream })
      }
    },
    state: () => [...children, ...viewers].map((child) => child.state()),
  }
}
