// All parents of the node. Whatever changes (a parent comes or goes, a catalog, demand, the watchdog's verdict) ends in
// `refresh`, which asks each parent for what is wanted of it now, from the place where the track stands.
import { isDeepStrictEqual } from 'node:util'
import { createLink } from '@weir/link'
import { MAX_AWAITED_TRACKS, MAX_SUBSCRIPTIONS, type NodeName, type Subscription } from '@weir/wire'
import type { Impair, NodeConfig, ParentConfig, ParentState } from '../config/index.ts'
import type { Demand } from '../track/index.ts'
import { createParent, type Parent, type ParentsContext } from './parent.ts'
import { createStreamParents, type StreamParents } from './stream-parents.ts'
import { wantedTracks } from './wanted.ts'

export interface ParentsOptions extends ParentsContext {
  readonly config: NodeConfig
  readonly demand: Demand
  readonly nodeName: (index: number) => string
}

export interface Parents {
  refresh(): void
  /** This node's clock has stepped: the parents' are compared anew. */
  clockStepped(): void
  /** Returns whether there is such a parent. Throws RangeError on an impairment that can't be played. */
  setImpair(parentId: string, impair: Impair): boolean
  /**
   * From now on these are the parents. One that is among them with the same address stays connected, one that is not is
   * left. Throws RangeError, and changes nothing, on an impairment that can't be played.
   */
  rewire(parents: readonly ParentConfig[]): void
  faults(): readonly string[]
  state(): readonly ParentState[]
  close(): void
}

const samePlace = (before: ParentConfig | undefined, now: ParentConfig): boolean =>
  before?.id === now.id && before.index === now.index && before.url === now.url

export const createParents = (options: ParentsOptions): Parents => {
  const { config, metrics, log, catalog, tracks, demand, nodeName } = options
  const self: NodeName = { id: config.id, index: config.index }
  const streams = new Map<string, StreamParents>()
  let parents: readonly Parent[] = []
  let closed = false
  /** Tracks that are wanted of a parent beyond what it can be asked for. */
  let unasked = 0

  const streamOf = (stream: string): StreamParents => {
    const known = streams.get(stream)
    if (known) return known
    const made = createStreamParents({
      redundancy: config.redundancy,
      prefer: config.prefer,
      parents: () => parents,
      offers: ({ index }) => catalog.offers(index, stream),
      onSwitched(from, to, reason) {
        metrics.failovers.inc({ reason })
        options.limit(`switched ${stream}`, (times) =>
          log.warn({ stream, from: nodeName(from), to: nodeName(to), reason, times }, 'switched parents'),
        )
      },
      onChange: () => refresh(),
    })
    streams.set(stream, made)
    return made
  }
  const fromWhereItStands = (wanted: Subscription): Subscription => {
    const resume = tracks.get(wanted.stream, wanted.track).track.resumePoint()
    // A place in an epoch that is over would be waited for: its end lies ahead of all that there is.
    const over = resume && resume.epoch > (catalog.newestEpoch(wanted.stream, wanted.track) ?? resume.epoch)
    return resume && !over ? { ...wanted, resume } : wanted
  }
  const refresh = () => {
    // Children that leave a closing node change what is wanted once more.
    if (closed) return
    const wanted = wantedTracks(catalog, tracks, demand)
    const chosen = new Map<string, readonly number[]>()
    for (const { stream } of wanted) if (!chosen.has(stream)) chosen.set(stream, streamOf(stream).choose())
    for (const [stream, streamParents] of streams) streamParents.want(chosen.has(stream))
    for (const { stream, track } of wanted) {
      const sources = (chosen.get(stream) ?? []).filter((index) => catalog.offers(index, stream))
      tracks.get(stream, track).track.setSources(new Set(sources))
    }
    for (const { track } of tracks.all()) {
      if (!catalog.isLocal(track.stream)) track.setListed(catalog.newestEpoch(track.stream, track.name))
    }
    unasked = 0
    for (const parent of parents) {
      const mine = wanted.filter(({ stream }) => chosen.get(stream)?.includes(parent.index))
      parent.ask(askable(parent, mine).map(fromWhereItStands))
    }
  }
  /**
   * What the parent has, and some of what it had a minute ago: it may just be starting, and then begins where we stand. No
   * name goes up that it has never listed, nor more names than it takes.
   */
  const askable = ({ index }: Parent, mine: readonly Subscription[]): readonly Subscription[] => {
    const known = (how: 'listed' | 'remembered') =>
      mine.filter(({ stream, track }) => catalog.knows(index, stream, track) === how)
    const all = [...known('listed'), ...known('remembered').slice(0, MAX_AWAITED_TRACKS)]
    unasked = Math.max(unasked, all.length - MAX_SUBSCRIPTIONS)
    return all.slice(0, MAX_SUBSCRIPTIONS)
  }

  const dial = (parentConfig: ParentConfig): Parent => {
    const parent: Parent = createParent({
      ...options,
      config: parentConfig,
      self,
      onChange: refresh,
      onLive: ({ track }, arrival) => streams.get(track.stream)?.heard(parent, track, arrival),
    })
    return parent
  }
  const configs = new Map<Parent, ParentConfig>()
  parents = config.parents.map((parentConfig) => {
    const parent = dial(parentConfig)
    configs.set(parent, parentConfig)
    return parent
  })
  // A rate needs a first value.
  const reasons =
    config.redundancy === 'standby'
      ? ['close', 'silence', 'late', ...(config.prefer.length > 0 ? ['preferred'] : [])]
      : []
  for (const reason of reasons) metrics.failovers.inc({ reason }, 0)

  catalog.onChange(() => {
    for (const parent of parents) parent.relist()
    refresh()
  })

  return {
    refresh,
    clockStepped() {
      for (const parent of parents) parent.clockStepped()
    },
    setImpair(parentId, impair) {
      const parent = parents.find(({ id }) => id === parentId)
      parent?.setImpair(impair)
      return parent !== undefined
    },
    rewire(wanted) {
      const left = parents.filter((parent) => !wanted.some((now) => samePlace(configs.get(parent), now)))
      const stays = parents.filter((parent) => !left.includes(parent))
      // Checks all impairments before anything is changed.
      for (const { impair } of wanted) createLink({ impair }).close()
      // One that has moved bears the same name, and so the same series.
      for (const parent of left) if (wanted.some(({ id }) => id === parent.id)) parent.close({ moved: true })
      parents = wanted.map((now) => {
        const kept = stays.find((parent) => samePlace(configs.get(parent), now))
        if (kept && !isDeepStrictEqual(configs.get(kept)?.impair, now.impair)) kept.setImpair(now.impair)
        const parent = kept ?? dial(now)
        configs.set(parent, now)
        return parent
      })
      for (const { index } of left) if (!parents.some((parent) => parent.index === index)) catalog.dropParent(index)
      // What those pushed is asked of the others before they go.
      refresh()
      for (const parent of left) {
        configs.delete(parent)
        if (!wanted.some(({ id }) => id === parent.id)) parent.close()
      }
    },
    faults() {
      if (parents.length > 0 && !parents.some(({ isUp }) => isUp))
        return [`no parent is connected: ${parents.map(({ id, fault }) => `${id} (${fault})`).join(', ')}`]
      return unasked > 0 ? [`${unasked} tracks are not asked for: a parent takes ${MAX_SUBSCRIPTIONS} of a child`] : []
    },
    state: () =>
      parents.map((parent): ParentState => {
        const idle = parent.isUp && !parent.isAsked && config.redundancy !== 'hot'
        return idle ? { ...parent.state(), state: 'standby' } : parent.state()
      }),
    close() {
      closed = true
      for (const stream of streams.values()) stream.want(false)
      for (const parent of parents) parent.close()
    },
  }
}
