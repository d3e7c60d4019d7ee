// What goes wrong when: a pure function of the seed and the topology, so that a run can be repeated fault by fault. A
// step breaks one or two things, holds, and mends them all; the next begins when the viewers are well again.
import { seededRandom } from '@weir/figures'
import type { PlannedLink, PlannedNode } from '@weir/orchestrator/topology/plan'
import type { Impair } from '@weir/relay/config'

export type ChaosFault =
  | { readonly kind: 'kill' | 'freeze' | 'restart'; readonly node: string }
  | {
      readonly kind: 'link'
      readonly from: string
      readonly to: string
      readonly impair: Impair
      readonly text: string
    }

export interface Step {
  readonly index: number
  readonly faults: readonly ChaosFault[]
  /** How long they last, s. */
  readonly holdSeconds: number
  /** Calm after the viewers are well, s. */
  readonly calmSeconds: number
}

/** As `weir` would be told. */
export const faultText = (fault: ChaosFault): string =>
  fault.kind === 'link' ? `link ${fault.from}:${fault.to} ${fault.text}` : `${fault.kind} ${fault.node}`

const IMPAIRS: readonly { readonly text: string; readonly impair: Impair }[] = [
  { text: 'partition', impair: { partition: true } },
  { text: 'delay=80ms jitter=20ms', impair: { delaySeconds: 0.08, jitterSeconds: 0.02 } },
  { text: 'loss=2%', impair: { loss: 0.02 } },
  { text: 'rate=400kbit', impair: { rateBitsPerSecond: 400_000 } },
]

type Node = Pick<PlannedNode, 'id' | 'roles'>

/** One relay and one edge are frozen and cut off, but never ended: a leak shows only in a process that lives on. */
export const survivors = (nodes: readonly Node[]): ReadonlySet<string> => {
  const last = (role: 'intermediate' | 'edge') => nodes.filter(({ roles }) => roles.includes(role)).at(-1)?.id
  return new Set([last('intermediate') ?? '', last('edge') ?? ''])
}

/** Steps without end. */
export function* schedule(
  seed: number,
  plan: { readonly nodes: readonly Node[]; readonly links: readonly PlannedLink[] },
): Generator<Step, never> {
  const random = seededRandom(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const middle = plan.nodes.filter(({ roles }) => roles.includes('intermediate'))
  const ends = plan.nodes.filter(({ roles }) => !roles.includes('intermediate'))

  const lasting = survivors(plan.nodes)

  const nodeFault = (): ChaosFault => {
    // Ingresses and edges one time in five: without them there is little left to watch.
    const from = middle.length > 0 && (random() < 0.8 || ends.length === 0) ? middle : ends
    const kind = pick(['kill', 'freeze', 'restart'] as const)
    const node = pick(from).id
    return { kind: lasting.has(node) ? 'freeze' : kind, node }
  }
  const linkFault = (): ChaosFault => {
    const { from, to } = pick(plan.links)
    return { kind: 'link', from, to, ...pick(IMPAIRS) }
  }
  const touches = (fault: ChaosFault): string[] => (fault.kind === 'link' ? [fault.from, fault.to] : [fault.node])

  for (let index = 0; ; index++) {
    const first = random() < 0.6 ? nodeFault() : linkFault()
    const second = random() < 0.25 ? (random() < 0.6 ? nodeFault() : linkFault()) : undefined
    const together =
      second && !touches(second).some((node) => touches(first).includes(node)) ? [first, second] : [first]
    yield {
      index,
      faults: together,
      holdSeconds: Math.round(50 + random() * 450) / 100,
      calmSeconds: Math.round(100 + random() * 200) / 100,
    }
  }
}
