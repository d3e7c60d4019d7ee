// Puts one node together and owns all of its parts. The rooms, in the order in which a chunk meets them:
//
//   uplink ─ parents (selection, hop) ─ track (order, cache, fan-out) ─ children      publisher feeds track at an ingress
//                                          demand ◄── readers ┘                       http: who may talk to us
import type { RequestListener } from 'node:http'
import { createNodeMetrics, forgetSeries } from '@weir/metrics'
import { collectYoungGarbage } from '@weir/quiet'
import { type Redact, redactFor } from '@weir/redact'
import { createLogLimit, createNodeClock, steadyMicros } from '@weir/time'
import { encodeControl, type StreamDescription, trackKey } from '@weir/wire'
import { type Logger, pino } from 'pino'
import type { RelayNode } from './api.ts'
import { createChildren } from './children/index.ts'
import { type NodeConfig, type NodeState, VIEWERS, type Wiring } from './config/index.ts'
import { createFigures } from './figures/index.ts'
import { createGathered } from './gathered.ts'
import { createHttpRoutes, listen } from './http/index.ts'
import { createLastMile } from './last-mile.ts'
import { createParents } from './parents/index.ts'
import { nodeState } from './state.ts'
import { createCatalog, createDemand, createPublisher, createTracks } from './track/index.ts'

export interface NodeOptions {
  /** Where log lines go; by default to stdout as JSON. */
  readonly log?: Logger
  /** Default process metrics of prom-client; tests with many nodes leave them out. */
  readonly processMetrics?: boolean
  /** For how long a stream stays listed that no connected parent lists; tests can't wait for a minute. */
  readonly keepUnlistedMillis?: number
}

const AGENT = 'weir/0.1.0'
/** Readers may come and go as often as they like; what follows from that is worked out no more often than this. */
const READERS_MILLIS = 100
/** How long an edge still asks for a track after its last viewer has gone. The tiers above it need no patience of their own. */
const EDGE_LINGER_MILLIS = 3000

/** Knows the secrets of the sources that this node has. */
export const nodeRedact = ({ streams }: Pick<NodeConfig, 'streams'>): Redact =>
  redactFor(
    Object.values(streams).flatMap(({ source, input }) => (source === 'url' && input ? [input] : [])),
    process.env,
  )

const redactedStdout = (redact: Redact) => {
  const stdout = pino.destination(1)
  return { write: (line: string) => stdout.write(redact.line(line)) }
}

/** Where players of an edge may come from: at its address, or its port wherever this node was found, or where a proxy has it. */
const placesOf = ({ url, port, publicUrl }: NodeConfig['edges'][number]): string[] => [
  url,
  ...(port === undefined ? [] : [`:${port}`]),
  ...(publicUrl === undefined ? [] : [publicUrl]),
]

/** Starts a node; it listens when this resolves. Throws the server's error on a busy port. */
export const startNode = async (config: NodeConfig, options: NodeOptions = {}): Promise<RelayNode> => {
  const self = { id: config.id, index: config.index }
  let wiring: Wiring = {
    parents: config.parents,
    edges: config.edges,
    nodes: config.nodes,
    children: config.children,
  }
  /** Whose pages may come in. */
  const edgeUrls = config.edges.flatMap(placesOf)
  const childAddresses = [...config.children]
  const redact = nodeRedact(config)
  const log = options.log ?? pino({ level: config.logLevel, base: { node: config.id } }, redactedStdout(redact))
  const limit = createLogLimit()
  const nowMicros = createNodeClock(config.clockSkew, (stepMicros) => onClockStep(stepMicros))
  const startedMicros = steadyMicros()
  const metrics = createNodeMetrics({ processMetrics: options.processMetrics ?? true })
  const figures = createFigures(collectYoungGarbage)
  const lastMile = createLastMile(config.lastMile)
  const checks: (() => string | undefined)[] = []
  let handler: RequestListener | undefined
  let closing: Promise<void> | undefined

  const nodeName = (index: number): string =>
    catalog.nodes().find((node) => node.index === index)?.id ??
    wiring.parents.find((parent) => parent.index === index)?.id ??
    `#${index}`
  /** Of the plan alone: an index in a trail is what somebody wrote there, and a figure is kept as long as the node runs. */
  const planned = new Map([...config.parents, ...config.nodes, self].map(({ id, index }) => [index, id]))
  const plannedIds = new Set(planned.values())
  const nodeLabel = (index: number): string => planned.get(index) ?? 'other'
  const tracks = createTracks({
    nodeIndex: config.index,
    nowMicros,
    cacheSeconds: config.cacheSeconds,
    metrics,
    figures,
    isListed: (stream, track) => catalog.lists(stream, track),
    nodeLabel,
  })
  const catalog = createCatalog({
    self,
    trackId: tracks.id,
    nowMicros,
    parentName: nodeName,
    keepMillis: options.keepUnlistedMillis,
  })
  const demand = createDemand({
    demand: config.demand,
    tracks: () => tracks.all().map(({ track }) => track),
    lingerMillis: config.roles.includes('edge') ? EDGE_LINGER_MILLIS : 0,
    onChange(stream, track, wanted) {
      if (!wanted) tracks.find(stream, track)?.track.pause()
      parents.refresh()
    },
  })
  const sweep = () => {
    const gone = tracks.sweep()
    if (gone.length === 0) return
    const keys = new Set(gone.map(({ stream, name }) => trackKey(stream, name)))
    const streams = new Set(catalog.streams().map(({ name }) => name))
    const goes = ({ stream, track }: { readonly stream?: unknown; readonly track?: unknown }): boolean =>
      stream !== undefined &&
      (track === undefined ? !streams.has(`${stream}`) : keys.has(trackKey(`${stream}`, `${track}`)))
    figures.settle()
    forgetSeries(metrics, goes)
  }
  const onReaders = createGathered(READERS_MILLIS, () => {
    demand.look()
    parents.refresh()
    sweep()
  })
  const onClockStep = (stepMicros: number) => {
    metrics.clockSteps.inc()
    log.warn({ stepSeconds: stepMicros / 1e6 }, 'the clock has stepped')
    // Not in the middle of whatever asked for the time.
    setImmediate(() => {
      if (closing) return
      catalog.look()
      parents.clockStepped()
    })
  }
  const onRefused = (reason: string, detail: string) => {
    metrics.peersRefused.inc({ reason })
    limit(`refused ${reason}`, (times) => log.warn({ reason, detail, times }, 'peer refused'))
  }
  const faults = (): readonly string[] => [
    ...parents.faults(),
    ...catalog.faults(),
    ...tracks.faults(),
    ...checks.flatMap((check) => check() ?? []),
  ]

  const state = (): NodeState => {
    figures.settle()
    const sources = { config, startedMicros, catalog, tracks, parents, children, childAddresses, faults: faults() }
    return nodeState({ ...sources, lastMile: lastMile.impair }, steadyMicros())
  }
  const helloText = encodeControl({ type: 'hello', role: 'relay', node: self, agent: AGENT })
  const children = createChildren({
    metrics,
    nowMicros,
    backpressure: config.backpressure,
    hello: () => helloText,
    catalog: () => catalog.message(),
    track: (stream, name, address) => tracks.want(stream, name, address)?.track,
    isListed: catalog.lists,
    isKnown: (id) => plannedIds.has(id),
    limits: config.limits,
    onRelay: lastMile.release,
    onDemand: onReaders.call,
    onRefused,
  })
  const routes = createHttpRoutes({
    faults,
    state,
    async metrics() {
      figures.settle()
      children.gauge(catalog.streams().map(({ name }) => name))
      return { type: metrics.registry.contentType, text: await metrics.registry.metrics() }
    },
    setImpair: (end, impair) => (end === VIEWERS ? lastMile.set(impair) : parents.setImpair(end, impair)),
    rewire(next) {
      parents.rewire(next.parents)
      wiring = next
      edgeUrls.splice(0, edgeUrls.length, ...next.edges.flatMap(placesOf))
      childAddresses.splice(0, childAddresses.length, ...next.children)
      for (const { id, index } of [...next.parents, ...next.nodes]) {
        planned.set(index, id)
        plannedIds.add(id)
      }
      log.info({ parents: next.parents.map(({ id }) => id), edges: next.edges.map(({ id }) => id) }, 'rewired')
    },
    controlToken: config.controlToken,
    redact,
    otherwise: () => handler,
  })
  const listener = await listen({
    host: config.listen.host,
    port: config.listen.port,
    limits: config.limits,
    doors: { hosts: config.doors.hosts, origins: config.doors.origins, edges: edgeUrls, loopbackPages: true },
    insideDoors: {
      inside: config.doors.inside ?? null,
      children: childAddresses,
      token: config.controlToken,
      scraperDigest: config.doors.scraperDigest,
    },
    onRequest: routes,
    onRefused,
    cross: lastMile.cross,
    onChild: children.child,
  })
  const parents = createParents({
    config,
    agent: AGENT,
    nowMicros,
    metrics,
    figures,
    log,
    limit,
    catalog,
    tracks,
    demand,
    nodeName,
  })
  catalog.onChange(sweep)
  catalog.onChange(children.sendCatalog)
  log.info({ port: listener.port, roles: config.roles }, 'listening')

  const close = async () => {
    children.leave('this node is shutting down')
    parents.close()
    demand.close()
    onReaders.close()
    catalog.close()
    children.close()
    await listener.close()
    lastMile.close()
    tracks.close()
    figures.close()
    metrics.registry.clear()
  }

  /** Made out here: in there it would hold on to the viewer's request, headers and all, as long as the viewer stays. */
  const descriptionOf = (stream: string) => () => catalog.streams().find(({ name }) => name === stream)

  return {
    get config() {
      return { ...config, ...wiring }
    },
    metrics,
    log,
    redact,
    port: listener.port,
    nowMicros,
    publish: (stream) =>
      createPublisher({
        self,
        stream,
        nowMicros,
        announce: (description: StreamDescription) => catalog.setLocal(description),
        record: (name) => tracks.get(stream, name),
        trackId: (name) => tracks.id(stream, name),
      }),
    streams: () => catalog.streams(),
    onStreamsChange: (listener) => catalog.onChange(listener),
    wanted: (stream) => demand.wanted(stream),
    onDemandChange: (stream, listener) => demand.onStream(stream, listener),
    handleRequests(requests) {
      handler = requests
    },
    handleUpgrades: (prefix, upgrades) => listener.handleUpgrades(prefix, upgrades),
    serveMedia(request, socket, head, stream, names) {
      const line = lastMile.cross(socket)
      listener.acceptMedia(request, line, head, (ws) => {
        const address = request.socket.remoteAddress ?? ''
        const wanted = names.flatMap((name) => tracks.want(stream, name, address)?.track ?? [])
        if (wanted.length < names.length) {
          onRefused('subscriptions', `${stream}: too many tracks are waited for already`)
          ws.close(1013)
          return
        }
        children.viewer(ws, line, request, {
          description: descriptionOf(stream),
          tracks: wanted,
          stream,
        })
      })
    },
    addHealthCheck: (check) => {
      checks.push(check)
    },
    state,
    close() {
      closing ??= close()
      return closing
    },
  }
}
