// Everybody who is connected to this node: children on /push and viewers of plain media. Owns both sets, and the timer that
// looks for those who are gone or watch nothing; tells how they fare when somebody asks, so that nothing is spent on it per
// chunk.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { NodeMetrics } from '@weir/metrics'
import { steadyMicros } from '@weir/time'
import type { WebSocket } from 'ws'
import type { ChildState } from '../config/index.ts'
import { type Child, type ChildDependencies, serveChild } from './child.ts'
import { type IdleLimits, overdue } from './idle.ts'
import { type MediaViewer, type MediaViewerDependencies, serveMediaViewer } from './media-viewer.ts'
import { createTurnstile } from './turnstile.ts'

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
  close(): void
}

export interface ChildrenOptions extends Omit<ChildDependencies, 'onClose' | 'onDropped' | 'joins'> {
  readonly metrics: NodeMetrics
  readonly limits: IdleLimits
  /** Whether a node of the plan has this name: figures may bear it, and it is not one of a crowd. */
  readonly isKnown: (childId: string) => boolean
}

/** What figures call those whom the plan does not name. */
const OTHER = 'other'
const LOOK_MILLIS = 1000
/** A bye and a close cost some 0.2 ms, and others wait for chunks meanwhile. */
const MOST_AT_ONCE = 20
const AGAIN_MILLIS = 50
/** So long those who watch may wait for those who join: a join costs some 0.5 ms. */
const JOINS_MILLIS = 5

export const createChildren = (options: ChildrenOptions): Children => {
  const { metrics } = options
  const children = new Set<Child>()
  const viewers = new Set<MediaViewer>()
  const onDropped = (reason: string, chunks: number) => metrics.chunksDropped.inc({ reason }, chunks)
  const { backpressure, onRefused, onDemand } = options
  // One object for all, since a node may have thousands.
  const joins = createTurnstile({ mostMillis: JOINS_MILLIS })
  const forChild: ChildDependencies = { ...options, joins, onDropped, onClose: (gone) => children.delete(gone) }
  const onViewerClose = (gone: MediaViewer) => {
    viewers.delete(gone)
    onDemand()
  }

  /** The node of the plan that a relay says it is. */
  const nodeOf = ({ hello }: Child): string | undefined => {
    const id = hello?.role === 'relay' ? hello.node?.id : undefined
    return id !== undefined && options.isKnown(id) ? id : undefined
  }

  let lookedMicros = steadyMicros()
  const look = () => {
    const now = steadyMicros()
    // A stall of our own loop is no evidence: what was sent meanwhile is read only after the timers.
    const late = now - lookedMicros > 3 * LOOK_MILLIS * 1000
    lookedMicros = now
    if (!late) for (const one of [...children, ...viewers]) one.look(now)
    const idlers = [...children].flatMap((child) => {
      const sinceMicros = child.idleMicros()
      return sinceMicros === undefined
        ? []
        : {
            child,
            host: child.host,
            sinceMicros,
            relay: child.hello?.role === 'relay',
            node: nodeOf(child),
          }
    })
    const go = overdue(idlers, options.limits, now)
    for (const [{ child, host }, reason] of [...go].slice(0, MOST_AT_ONCE)) {
      onRefused('idle', `${host}: ${reason}`)
      child.leave('busy', reason)
    }
    looking = setTimeout(look, go.size > MOST_AT_ONCE ? AGAIN_MILLIS : LOOK_MILLIS)
    looking.unref()
  }
  let looking = setTimeout(look, LOOK_MILLIS)
  looking.unref()

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
      const listed = new Set(streams)
      metrics.viewers.reset()
      metrics.downlinkQueueBytes.reset()
      for (const stream of streams) metrics.viewers.set({ stream }, 0)
      for (const { stream, waitingBytes } of viewers) {
        metrics.viewers.inc({ stream })
        metrics.downlinkQueueBytes.inc({ to: 'viewers' }, waitingBytes)
      }
      for (const child of children) {
        const { hello, streams: watched, waitingBytes } = child
        const relay = hello?.role === 'relay'
        metrics.downlinkQueueBytes.inc({ to: relay ? (nodeOf(child) ?? OTHER) : 'viewers' }, waitingBytes)
        // What a viewer waits for has the name that it likes.
        if (!relay) for (const stream of watched) if (listed.has(stream)) metrics.viewers.inc({ stream })
      }
    },
    state: () => [...children, ...viewers].map((child) => child.state()),
    close: () => clearTimeout(looking),
  }
}
