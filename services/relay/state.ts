// What `GET /api/state` answers: put together when somebody asks.
import type { Children } from './children/index.ts'
import type { Impair, NodeConfig, NodeState, TrackState } from './config/index.ts'
import type { Parents } from './parents/index.ts'
import type { NodeCatalog, TrackRecord, Tracks } from './track/index.ts'

export interface StateSources {
  readonly config: NodeConfig
  /** By the steady clock. */
  readonly startedMicros: number
  readonly catalog: NodeCatalog
  readonly tracks: Tracks
  readonly parents: Parents
  readonly children: Children
  readonly childAddresses: readonly string[]
  readonly lastMile: Impair | null
  /** One sentence for everything that is wrong. */
  readonly faults: readonly string[]
}

export const nodeState = (sources: StateSources, nowMicros: number): NodeState => {
  const { config, faults, startedMicros } = sources
  return {
    id: config.id,
    index: config.index,
    roles: config.roles,
    healthy: faults.length === 0,
    faults,
    uptimeSeconds: (nowMicros - startedMicros) / 1e6,
    tracks: sources.tracks.all().flatMap((record) => trackState(sources, record, nowMicros)),
    parents: sources.parents.state(),
    children: sources.children.state(),
    ...(config.doors.inside ? { childAddresses: [...sources.childAddresses] } : {}),
    lastMile: sources.lastMile,
  }
}

/** None for a track that nobody lists: it is only waited for. */
const trackState = (sources: StateSources, record: TrackRecord, nowMicros: number): readonly TrackState[] => {
  const { track, counts } = record
  const description = sources.catalog
    .streams()
    .find(({ name }) => name === track.stream)
    ?.tracks.find(({ name }) => name === track.name)
  if (!description) return []
  const { heardMicros, ...counted } = counts
  return [
    {
      stream: track.stream,
      track: track.name,
      kind: description.kind,
      codec: description.codec,
      epoch: track.epoch,
      group: track.newest?.header.group ?? 0,
      sequence: track.newest?.header.sequence ?? 0,
      cachedChunks: track.cachedChunks,
      cachedBytes: track.cachedBytes,
      ...counted,
      silentSeconds: (nowMicros - (heardMicros ?? sources.startedMicros)) / 1e6,
      path: record.path(nowMicros),
    },
  ]
}
