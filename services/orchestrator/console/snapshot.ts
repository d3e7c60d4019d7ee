// What the console answers on /api/state, put together from the plan, the runtime and what the nodes say. Pure.
import { portOf, publicUrlOf } from '@weir/places'
import type { Impair, NodeState } from '@weir/relay/config'
import { urlOf } from '../runtime/address.ts'
import type { Lab } from '../runtime/lab.ts'
import type { RunningNode, Runtime } from '../runtime/runtime.ts'
import { counted } from '../topology/counted.ts'
import { impairText } from '../topology/graph/impair-text.ts'
import { lastMilesOf } from '../topology/last-mile.ts'
import { reachable } from '../topology/walk.ts'
import type { Snapshot, Status } from './state.ts'
import { troublesOf } from './troubles.ts'

export type { Snapshot, Status }

export const snapshot = (
  lab: Lab,
  runtime: Pick<Runtime, 'name' | 'nodes' | 'prometheusUrl' | 'grafanaUrl'>,
  told: ReadonlyMap<string, NodeState>,
  /** What was set while the lab runs: where the engine cuts a link, its child knows nothing of it. */
  wantedImpair: (from: string, to: string) => Impair | undefined,
): Snapshot => {
  const running = new Map(runtime.nodes().map((node) => [node.id, node]))
  // What one told last that has been stopped or frozen since is not so any more.
  const states = new Map([...told].filter(([id]) => running.get(id)?.state === 'running'))
  const publicUrl = (name: string, port: number) => publicUrlOf(lab.publicUrl ?? '', name, port)
  const waiting = [...waitingNodes(running, states), ...waitingEdges(lab, states)]
  return {
    runtime: runtime.name,
    topology: lab.plan.topology,
    console: urlOf(lab.bind, lab.ports.console),
    prometheus: runtime.prometheusUrl,
    grafana: runtime.grafanaUrl,
    ready: waiting.length === 0,
    waiting,
    troubles: [...waiting, ...troublesOf(lab.plan, states).filter((trouble) => !waiting.includes(trouble))],
    publicUrls: lab.publicUrl
      ? {
          console: publicUrl('console', lab.ports.console),
          prometheus: publicUrl('prometheus', lab.ports.prometheus),
          grafana: publicUrl('grafana', lab.ports.grafana),
        }
      : null,
    nodes: lab.plan.nodes.map((node) => {
      const run = running.get(node.id)
      const detail = states.get(node.id) ?? null
      return {
        id: node.id,
        roles: node.roles,
        group: node.group ?? null,
        state: run?.state ?? 'stopped',
        url: run?.url ?? null,
        metrics: run?.url ? `${run.url}/metrics` : null,
        publicUrl:
          lab.publicUrl && run?.url && node.roles.includes('edge')
            ? publicUrl(node.id, portOf(new URL(run.url)))
            : null,
        healthy: detail?.healthy ?? false,
        faults: [...(detail?.faults ?? []), ...lostLines(run)],
        restarts: run?.restarts ?? 0,
        lastExit: run?.lastExit ?? null,
        detail,
      }
    }),
    links: lab.plan.links.map((link) => {
      const parent = states.get(link.to)?.parents.find((candidate) => candidate.id === link.from)
      // The shaper in the child has nothing to do on a link that the kernel emulates.
      const shaped = link.emulation === 'netem' ? undefined : parent?.impair
      const impair = wantedImpair(link.from, link.to) ?? shaped ?? link.impair
      return {
        from: link.from,
        to: link.to,
        state: impair.partition ? 'partitioned' : (parent?.state ?? 'down'),
        impair,
        impairText: impairText(impair),
        push: parent?.push ?? null,
        rttSeconds: parent?.rttSeconds ?? null,
        bytes: parent?.bytes ?? null,
      }
    }),
    lastMiles: lastMilesOf(lab.plan).map(({ from, to, impair: planned }) => {
      const impair = wantedImpair(from, to) ?? states.get(from)?.lastMile ?? planned
      return { from, to, impair, impairText: impairText(impair) }
    }),
  }
}

/** Without what the nodes say of themselves, which is long. */
export const statusOf = (full: Snapshot): Status => ({
  ...full,
  nodes: full.nodes.map(({ detail: _, ...node }) => node),
})

const lostLines = (run: RunningNode | undefined): string[] =>
  run?.lostLines
    ? [`${counted(run.lostLines.lines, 'line')} of its log could not be written: ${run.lostLines.reason}`]
    : []

const waitingNodes = (running: ReadonlyMap<string, RunningNode>, states: ReadonlyMap<string, NodeState>): string[] =>
  [...running.values()].flatMap(({ id, state }) => {
    if (state !== 'running') return [`${id} is ${state}`]
    return states.has(id) ? [] : [`${id} does not answer`]
  })

const waitingEdges = ({ plan }: Lab, states: ReadonlyMap<string, NodeState>): string[] =>
  plan.nodes.flatMap((edge) => {
    const detail = states.get(edge.id)
    if (!edge.roles.includes('edge') || !detail) return []
    // Such an edge asks for nothing until somebody watches: a parent that it could ask is all there is to wait for.
    if (edge.demand === 'viewers' && !edge.roles.includes('ingress')) {
      const reached = detail.parents.some(({ state }) => state === 'up' || state === 'standby')
      return reached ? [] : [`${edge.id} has reached no parent`]
    }
    const had = new Set(detail.tracks.filter((track) => track.received > 0).map((track) => track.stream))
    const missing = plan.nodes
      .filter((node) => reachable([node.id], plan.links).has(edge.id))
      .flatMap((node) => Object.keys(node.streams))
      .filter((stream) => !had.has(stream))
    return missing.map((stream) => `${edge.id} has no chunk of ${stream}`)
  })
