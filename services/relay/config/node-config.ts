import * as z from 'zod'
import { CACHE_SECONDS } from './group-cache.ts'
import { Impair } from './impair.ts'
import { MAX_BYTES_LIMITS } from './limits.ts'
import { StreamConfig } from './source.ts'

const Id = z.string().min(1).max(128)

/** A parent that this node dials. */
export const ParentConfig = z.strictObject({
  id: Id,
  index: z.int().min(0).max(0xffff),
  /** `ws://host:port/push`. */
  url: z.string(),
  impair: Impair.default({}),
})
export type ParentConfig = z.infer<typeof ParentConfig>

/** What a downlink does with a child that reads too slowly. */
export const BackpressureConfig = z.strictObject({
  policy: z.enum(['drop-to-keyframe', 'drop-oldest-gop', 'disconnect', 'unbounded']).default('drop-to-keyframe'),
  /**
   * Bytes that one child may leave unread: in our queue, in the socket, in the kernels. Where it is not set it goes by the
   * streams that the child takes, and is 1 MB at the least: children/limit.ts.
   */
  maxBytes: z.int().min(MAX_BYTES_LIMITS.least).max(MAX_BYTES_LIMITS.most).optional(),
})
export type BackpressureConfig = z.infer<typeof BackpressureConfig>

/** Where an edge is reached: what services/places calls a place. */
const EdgePlace = z.strictObject({
  id: Id,
  /** As this machine reaches it. */
  url: z.url({ protocol: /^https?$/ }),
  /** Its port, when it is to be found at whatever host a viewer found this one at. */
  port: z.int().min(1).max(65535).optional(),
  /** Where a proxy has it. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
})

/** What strangers may hold at a node. */
export const LimitsConfig = z.strictObject({
  /** Sockets, of whatever kind. */
  connections: z.int().positive().default(20_000),
  /** Of those, what one address may have: behind one can be a whole lab of headless viewers. */
  connectionsPerAddress: z.int().positive().default(15_000),
  /** Children of one address that watch nothing. */
  idlePerAddress: z.int().positive().default(256),
  /** For how long a viewer may watch nothing. */
  idleSeconds: z.number().positive().default(300),
})
export type LimitsConfig = z.infer<typeof LimitsConfig>

/** Stands for all who watch at an edge, where a link is named: `edge1:viewers` is its last mile. No node has this id. */
export const VIEWERS = 'viewers'

const NamedNode = z.strictObject({ id: Id, index: z.int().min(0).max(0xffff) })

/** Whom a node knows, which may change while it runs: PUT /api/wiring. */
export const Wiring = z.strictObject({
  parents: z.array(ParentConfig).refine((all) => new Set(all.map(({ index }) => index)).size === all.length, {
    error: 'a parent is there twice',
  }),
  edges: z.array(EdgePlace),
  nodes: z.array(NamedNode).default([]),
  children: z.array(z.ipv4()).default([]),
})
export type Wiring = z.infer<typeof Wiring>

/** All that one node has to know. The orchestrator writes it into the environment variable WEIR_NODE, as JSON. */
export const NodeConfig = z.strictObject({
  id: Id,
  /** Stands for the node in hop trails; unique in the topology. */
  index: z.int().min(0).max(0xffff),
  roles: z.array(z.enum(['ingress', 'intermediate', 'edge'])).min(1),
  listen: z.strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65535) }),
  parents: z.array(ParentConfig).default([]),
  redundancy: z.enum(['hot', 'standby', 'none']).default('hot'),
  /** Ids of parents, the best first: with standby and none it pushes while it can. Those that are not named come last. */
  prefer: z.array(Id).default([]),
  /** `viewers` asks a parent for a track only while somebody downstream watches. */
  demand: z.enum(['always', 'viewers']).default('always'),
  backpressure: BackpressureConfig.prefault({}),
  limits: LimitsConfig.prefault({}),
  /** Seconds of media that the cache holds at the least, besides the newest group. */
  cacheSeconds: z.number().min(0).max(60).default(CACHE_SECONDS),
  /** Streams that this node makes; ingress only. */
  streams: z.record(Id, StreamConfig).default({}),
  /** Every node of the topology: figures bear no other names. */
  nodes: z.array(NamedNode).default([]),
  /** Addresses of its children on the lab's own networks: nobody else there is pushed to. */
  children: z.array(z.ipv4()).default([]),
  /** What lies between this node and each of its viewers, emulated here; `down` is towards the viewer. */
  lastMile: Impair.optional(),
  /** Every edge of the topology, for a player that loses this one. */
  edges: z.array(EdgePlace).default([]),
  /** Whom it lets in besides programs, its own pages and those of loopback addresses: services/doors has the rules. */
  doors: z
    .strictObject({
      /** Names that it goes by, without a port, besides localhost and every address. */
      hosts: z.array(z.string()).default([]),
      /** Origins of pages, as in `https://lab.example`. */
      origins: z.array(z.string()).default([]),
      /** The networks of the lab, where nodes have some of their own: services/doors/insider.ts. */
      inside: z.strictObject({ subnet: z.cidrv4(), hosts: z.array(z.ipv4()) }).optional(),
      /** SHA-256, in hexadecimal, of the token that opens /metrics to one of those networks. */
      scraperDigest: z.hex().length(64).optional(),
    })
    .prefault({}),
  /** Whoever shows this in `Authorization: Bearer` may change the node while it runs, and see viewers' addresses; nobody else. */
  controlToken: z.string().min(16).optional(),
  /** For tests of the clock exchange: this node's clock reads true time × (1 + rate) + offset. */
  clockSkew: z.strictObject({ offsetMicros: z.int(), rate: z.number() }).optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
})
export type NodeConfig = z.infer<typeof NodeConfig>
/** A NodeConfig in which what has a default may be left out. */
export type NodeConfigInput = z.input<typeof NodeConfig>
